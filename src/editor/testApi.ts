import type { TestItemCollection, Uri } from 'vscode';
import type { ModelState } from '../../webview/modelProtocol';
import type { EngineState } from '../worker/engineClient';
import type { AnalysisSession } from './session/analysisSession';

/** What `activate` gives away, for the suites in test/host alone: not an interface for other extensions. */
export interface TestApi {
  /** The engine's process, while there is one. */
  enginePid(): number | undefined;
  engineState(): EngineState;
  /** How often the engine has begun to run, also again after a crash. */
  timesRunning(): number;
  /** Of an analysis file that is open. */
  session(uri: Uri): AnalysisSession | undefined;
  /** What the Test Explorer shows. */
  tests(): TestItemCollection;
  /** What the page of a model shows, while one is open. */
  modelPage(uri: Uri): ModelState | undefined;
  /** What the status item says, while it is there. */
  statusText(): string | undefined;
  statusTooltip(): string | undefined;
}
