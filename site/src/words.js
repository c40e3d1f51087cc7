// What the page says stands in one catalog: a sentence is looked up by its English text,
// with {0}, {1} … where values go, and is English where nothing else is known.

const catalog = {};

// t returns the sentence of a template: t`Step ${7} of ${9}` is the message "Step {0} of {1}".
export function t(parts, ...values) {
  const english = parts.reduce((text, part, i) => `${text}{${i - 1}}${part}`);
  return (catalog[english] ?? english).replace(/\{(\d+)\}/g, (_, i) => values[i]);
}
