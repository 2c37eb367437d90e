import { z } from 'zod';
import { MODEL_NAME_PATTERN, parseModelReference } from '../../contract/model-release';

const EXAMPLE = 'llm@sha256: and the 64 digits that npm run models -- promote prints';

/** A release of a model: its name and the digest of its checksums. */
export const modelReference = z.string().superRefine((text, context) => {
  const message = fault(text);
  if (message !== undefined) context.addIssue({ code: 'custom', message });
});

/** What to write instead; nothing if the reference is right. */
function fault(text: string): string | undefined {
  if (parseModelReference(text)) return undefined;
  if (/^[a-z0-9]+:\/\//i.test(text))
    return `a service serves releases of the models bucket only: promote the model, and write ${EXAMPLE}`;
  const [name = '', version] = text.split('@');
  if (!new RegExp(`^${MODEL_NAME_PATTERN}$`).test(name))
    return `write a name of 1 to 63 lower-case letters, digits and -, with no - at its ends, as in ${EXAMPLE}`;
  if (version === undefined) return `a service needs a version of its model: write ${EXAMPLE}`;
  return `write the version as sha256: and 64 of 0-9a-f, as in ${EXAMPLE}`;
}
