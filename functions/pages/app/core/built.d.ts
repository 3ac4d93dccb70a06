// The modules that the build makes of shared/domain/words.
declare module "words:list" {
  export const names: Record<string, string>;
  export const directions: Record<string, string>;
  export const loads: Record<string, () => Promise<{ default: { pages: object; problems: object } }>>;
}
