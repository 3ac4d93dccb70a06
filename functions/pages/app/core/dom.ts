// Elements, made by calls. Every text becomes a text node or an attribute, and never markup.

export type Child = Node | string | number | false | null | undefined | Child[];
type Listeners = { [E in keyof HTMLElementEventMap as `on${E}`]?: (event: HTMLElementEventMap[E]) => unknown };
export type Attributes = Listeners & { [name: string]: unknown };

/** Makes an element. An attribute that is false or missing is left out, one that is true is empty. */
export function h<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Attributes = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value as EventListener);
    else set(made, name, value);
  }
  put(made, ...children);
  return made;
}

/** Sets an attribute, or takes it away. */
export function set(on: Element, name: string, value: unknown): void {
  if (value === false || value === null || value === undefined) on.removeAttribute(name);
  else on.setAttribute(name, value === true ? "" : String(value));
}

/** Puts children in the place of those that an element has. */
export function put(into: Element, ...children: Child[]): void {
  into.replaceChildren(...flat(children));
}

function flat(children: Child[]): (Node | string)[] {
  return children.flatMap((child) => {
    if (Array.isArray(child)) return flat(child);
    if (child === false || child === null || child === undefined) return [];
    return [child instanceof Node ? child : String(child)];
  });
}

let last = 0;
/** An id that no other element has. */
export const id = (what: string) => `${what}-${++last}`;

export const byId = (name: string) => document.getElementById(name)!;
