/** A scalar as YAML in a flow or a block, quoted where that is needed. */
export function yamlText(text: string): string {
  const plain = /^[A-Za-z_./][\w./:+-]*$/.test(text) && !/:$|: /.test(text);
  return plain && !/^(true|false|yes|no|on|off|null|\.(inf|nan))$/i.test(text) ? text : JSON.stringify(text);
}

export function commentOut(lines: readonly string[]): string[] {
  return lines.map((line) => `# ${line}`);
}
