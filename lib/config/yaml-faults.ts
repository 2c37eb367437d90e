import type { ErrorCode, YAMLError } from 'yaml';

/** Nesting of the deepest setting is 8. */
export const DEEPEST = 40;

export const TOO_DEEP = `it is nested deeper than ${DEEPEST} levels`;

/** The faults of the YAML parser in the words of this project, which name the usual mistake. */
const REASONS: Record<ErrorCode, string> = {
  ALIAS_PROPS: 'an alias has an anchor or a tag',
  BAD_ALIAS: 'the name of an anchor or alias is missing or ends in a colon',
  BAD_COLLECTION_TYPE: 'a tag does not fit the value after it',
  BAD_DIRECTIVE: 'a line that starts with % is an unknown directive',
  BAD_DQ_ESCAPE: 'an unknown escape stands in double quotes, where a backslash is written twice',
  BAD_INDENT: 'the indentation does not fit the lines above',
  BAD_PROP_ORDER: 'an anchor or tag stands in front of the sign that it has to follow',
  BAD_SCALAR_START: 'text that starts with this sign needs quotes',
  BLOCK_AS_IMPLICIT_KEY:
    'a second colon or a list stands where one value belongs, and text with a colon needs quotes',
  BLOCK_IN_FLOW: 'indented settings stand inside brackets',
  DUPLICATE_KEY: 'a setting is given twice',
  IMPOSSIBLE: 'the text cannot be read here',
  KEY_OVER_1024_CHARS: 'a name is longer than 1024 characters',
  MISSING_CHAR: 'a sign is missing: a colon after a name, a comma, or a closing bracket or quote',
  MULTILINE_IMPLICIT_KEY: 'a name is not on one line with its colon',
  MULTIPLE_ANCHORS: 'a value has two anchors',
  MULTIPLE_DOCS: 'a second document starts',
  MULTIPLE_TAGS: 'a value has two tags',
  NON_STRING_KEY: 'a name is not text',
  RESOURCE_EXHAUSTION: TOO_DEEP,
  TAB_AS_INDENT: 'a tab indents the line, where only spaces may',
  TAG_RESOLVE_FAILED:
    'a tag, which is a word that starts with !, is unknown, or text that starts with ! needs quotes',
  UNEXPECTED_TOKEN: 'a sign stands where none is expected',
};

/** Part of the message for a list or map in brackets, which has the code of a wrong indentation. */
const UNCLOSED = /must be sufficiently indented and end with/;

/** Why the YAML parser refuses a text. */
export function yamlReason({ code, message }: YAMLError): string {
  return UNCLOSED.test(message)
    ? 'a bracket is not closed, or lines inside it are not indented'
    : REASONS[code];
}
