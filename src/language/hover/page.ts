/** The first paragraph of the first section of a check's page, without its Markdown; a list gives nothing. */
export function introductionOf(page: string): string | undefined {
  const section = /^## .*\n+([\s\S]*?)(?=\n\s*\n|\n## |$(?![\s\S]))/m.exec(page.replaceAll('\r\n', '\n'));
  const paragraph = section?.[1]?.trim() ?? '';
  if (paragraph === '' || /^(?:[-*|`>]|\d+\.)/.test(paragraph)) return undefined;
  return paragraph
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/[`*]/g, '')
    .replaceAll(/\s+/g, ' ');
}
