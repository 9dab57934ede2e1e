// A word in the page's own storage says that there are keys: their database need not be opened to know.
export const markOf = (name: string): string => `wattle/${name}/keys`
