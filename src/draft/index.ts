export { draftFrom, type Headers } from './draftFrom';
