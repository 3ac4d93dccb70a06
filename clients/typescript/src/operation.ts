// The types of a call, derived from the contract: what a route takes, what it answers, and with
// which codes it refuses.
import type { paths } from "./contract.js";

type Verb = "get" | "post" | "put" | "patch" | "delete";
export type Method = Uppercase<Verb>;

type None<T> = [T] extends [never] ? true : false;

/** The operation of a method on a path; never where there is none. */
export type Operation<M extends Method, P extends keyof paths> = Exclude<paths[P][Lowercase<M> & keyof paths[P]], undefined>;

/** The paths that have a method. */
export type PathOf<M extends Method> = { [P in keyof paths]: None<Operation<M, P>> extends true ? never : P }[keyof paths];

type Parameter<O, Where extends string> = O extends { parameters: infer All }
  ? Where extends keyof All
    ? Exclude<All[Where], undefined>
    : never
  : never;

// A group of parameters can be left out if all of them can.
type Group<Name extends string, Of> = None<Of> extends true
  ? { [N in Name]?: never }
  : Record<string, never> extends Of
    ? { [N in Name]?: Of }
    : object extends Of
      ? { [N in Name]?: Of }
      : { [N in Name]: Of };

type Json<C> = C extends { content: { "application/json": infer B } } ? B : never;

type Body<O> = O extends { requestBody: infer B }
  ? { body: Json<B> }
  : O extends { requestBody?: infer B }
    ? None<Exclude<B, undefined>> extends true
      ? { body?: never }
      : { body?: Json<B> }
    : { body?: never };

/** What a route takes. */
export type Input<O> = Group<"path", Parameter<O, "path">> &
  Group<"query", Parameter<O, "query">> &
  Group<"headers", Parameter<O, "header">> &
  Body<O>;

type Success = 200 | 201 | 202 | 204 | 207;

type Content<R> = R extends { content: { "application/json": infer B } }
  ? B
  : R extends { content: infer C }
    ? None<Exclude<C, undefined>> extends true
      ? undefined
      : string
    : undefined;

/** What a route answers, by its status. */
export type Reply<O> = O extends { responses: infer R }
  ? { [S in keyof R & Success]: { status: S; body: Content<R[S]>; requestId: string | undefined } }[keyof R & Success]
  : never;

type Refusals<O> = O extends { responses: infer R }
  ? { [S in keyof R]: R[S] extends { content: { "application/problem+json": { code?: infer C } } } ? C : never }[keyof R]
  : never;

/** Every code with which a route refuses. A newer service may have others: switch with a default. */
export type ProblemCode = Exclude<
  { [P in keyof paths]: { [V in Verb]: V extends keyof paths[P] ? Refusals<paths[P][V]> : never }[Verb] }[keyof paths],
  undefined
>;
