/** Markdown in which nothing that comes from a file can be more than text. */

/** Text as it stands: every sign that Markdown or HTML could take for its own is escaped. */
function escapeText(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(/[!-/:-@[-`{-~]/g, '\\$&');
}

export type Block =
  /** `**tt** sample` */
  | { readonly kind: 'title'; readonly name: string; readonly what: string }
  | { readonly kind: 'text'; readonly text: string }
  /** Set apart from what is measured: what is so, or not yet. */
  | { readonly kind: 'note'; readonly text: string }
  | { readonly kind: 'table'; readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] }
  | {
      readonly kind: 'picture';
      readonly svg: string;
      readonly alt: string;
      readonly width: number;
      readonly height: number;
    }
  | { readonly kind: 'links'; readonly links: readonly { readonly title: string; readonly target: string }[] };

/** @see https://spec.commonmark.org/0.31.2/#backslash-escapes */
export function markdownOf(blocks: readonly Block[]): string {
  return blocks.map(blockText).join('\n\n');
}

function blockText(block: Block): string {
  switch (block.kind) {
    case 'title':
      return `**${escapeText(block.name)}** ${escapeText(block.what)}`;
    case 'text':
      return escapeText(block.text);
    case 'note':
      return `*${escapeText(block.text)}*`;
    case 'table':
      return [block.head, block.head.map((_, column) => (column === 0 ? ':--' : '--:')), ...block.rows]
        .map((cells, row) => `| ${(row === 1 ? cells : cells.map(escapeText)).join(' | ')} |`)
        .join('\n');
    case 'picture':
      return `![${escapeText(block.alt)}](${dataUri(block.svg)}|width=${block.width},height=${block.height})`;
    case 'links':
      return block.links.map(({ title, target }) => `[${escapeText(title)}](${target})`).join(' \u00B7 ');
  }
}

function dataUri(svg: string): string {
  return `data:image/svg+xml;base64,${btoa(String.fromCharCode(...new TextEncoder().encode(svg)))}`;
}
