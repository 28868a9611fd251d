import * as vscode from 'vscode';
import { hoverAt } from '../../language/hover/hover';
import { markdownOf, type Block } from '../../language/hover/markdown';
import { introductionOf } from '../../language/hover/page';
import type { OpenAnalyses } from '../session/openAnalyses';
import { toRange } from './diagnostics';
import type { ParsedDocuments } from './documents';
import { followCommand, linkTo } from './follow';
import { knowledgeOf } from './knowledge';
import { words } from './words';

/** Numbers and a small plot of what the pointer rests on, out of the last report and the headers of the files. */
export class Hovers implements vscode.HoverProvider {
  /** @param docs the folder with a page for each code */
  constructor(
    private readonly documents: ParsedDocuments,
    private readonly analyses: Pick<OpenAnalyses, 'of'>,
    private readonly docs: vscode.Uri,
  ) {}

  async provideHover(document: vscode.TextDocument, position: vscode.Position): Promise<vscode.Hover | undefined> {
    const texts = words();
    const knowledge = knowledgeOf(this.analyses.of(document.uri));
    const hover = hoverAt(this.documents.of(document), position, knowledge, texts);
    if (hover === undefined) return undefined;
    const blocks: Block[] = [...hover.blocks];
    const links: { title: string; target: string }[] = [];
    if (hover.page !== undefined) {
      const page = vscode.Uri.joinPath(this.docs, `${hover.page}.md`);
      const introduction = await this.#introduction(page);
      if (introduction !== undefined) blocks.splice(2, 0, { kind: 'text', text: introduction });
      links.push({ title: texts.openPage, target: linkTo('page', page).toString() });
    }
    if (hover.isMeasured && vscode.workspace.isTrusted) {
      if (knowledge.report !== undefined) {
        links.push({ title: texts.showPlots, target: linkTo('plots').toString() });
      }
      if (knowledge.age === 'none' || knowledge.age === 'stale') {
        links.push({ title: texts.run, target: linkTo('run', document.uri).toString() });
      }
    }
    if (links.length > 0) blocks.push({ kind: 'links', links });
    const markdown = new vscode.MarkdownString(markdownOf(blocks));
    markdown.isTrusted = { enabledCommands: [followCommand] };
    return new vscode.Hover(markdown, toRange(hover.range));
  }

  /** What a page begins with; a page that cannot be read is no reason to tell nothing. */
  async #introduction(page: vscode.Uri): Promise<string | undefined> {
    try {
      return introductionOf(new TextDecoder().decode(await vscode.workspace.fs.readFile(page)));
    } catch (error) {
      if (error instanceof vscode.FileSystemError) return undefined;
      throw error;
    }
  }
}
