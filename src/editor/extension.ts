import type * as vscode from 'vscode';
import { Pullscope } from './pullscope';
import type { TestApi } from './testApi';

let pullscope: Pullscope | undefined;

export function activate(context: vscode.ExtensionContext): TestApi {
  pullscope = new Pullscope(context);
  return pullscope.testApi();
}

export async function deactivate(): Promise<void> {
  await pullscope?.end();
  pullscope = undefined;
}
