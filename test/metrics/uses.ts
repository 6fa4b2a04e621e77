/** One use of a metric in a PromQL expression. */
export interface Use {
  name: string;
  /** What a histogram's series end in; empty for any other. */
  suffix: string;
  /** The labels that its selector names. */
  labels: string[];
}

/** Every use of a metric in a text of expressions, be it YAML or JSON. */
export function usesOf(text: string): Use[] {
  const selector = /\b((?:stampede|process|nodejs)_[a-z_]+)(?:\{((?:[^{}]|\{\{.*?\}\})*)\})?/g;
  return [...text.matchAll(selector)].map(([, whole = "", labels = ""]) => {
    const suffix = /_(?:bucket|sum|count)$/.exec(whole)?.[0] ?? "";
    return {
      name: whole.slice(0, whole.length - suffix.length),
      suffix,
      labels: [...labels.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g)].map(([, label]) => label!),
    };
  });
}
