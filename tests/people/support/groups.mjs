/** The examples of each label, in the order in which labels first came. */
export function byLabel(examples) {
  const groups = new Map();
  for (const example of examples) groups.set(example.label, [...(groups.get(example.label) ?? []), example]);
  return [...groups.values()];
}
