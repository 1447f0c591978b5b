// What a second language must hold: every message of the English catalogue, and nothing besides.

/** The shape of a part of the catalogue with any words in it. */
export type Translation<English> = {
  [Key in keyof English]: English[Key] extends string ? string : English[Key] extends readonly string[] ? string[] : Translation<English[Key]>
}
