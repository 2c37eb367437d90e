import { z } from 'zod';
import { serviceLimits } from '../../catalog';

/** A part of the path of a repository: https://github.com/distribution/reference/blob/main/reference.go */
const PART = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const HOST =
  '(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)(?:\\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*(?::\\d{1,5})?';
const REPOSITORY = new RegExp(`^(?:${HOST}/)?${PART}(?:/${PART})*$`);
const TAG = /^\w[\w.-]*$/;
const DIGEST = /^sha256:[0-9a-f]{64}$/;

/**
 * A container image with a tag, a digest, or both, as a container runtime reads it: the host may have capitals, the
 * repository may not.
 */
export const imageName = z
  .string()
  .max(serviceLimits.imageName.value)
  .superRefine((image, context) => {
    const message = fault(image);
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  });

/** What to write instead; nothing if the name is right. */
function fault(image: string): string | undefined {
  const [name = '', digest, ...rest] = image.split('@');
  const colon = name.lastIndexOf(':');
  const hasTag = colon > name.lastIndexOf('/');
  const repository = hasTag ? name.slice(0, colon) : name;
  if (!hasTag && digest === undefined)
    return 'write an image with a tag or digest, such as nvcr.io/nvidia/tritonserver:25.10-py3';
  if (!REPOSITORY.test(repository)) {
    return 'write the repository in lower-case letters, digits and single separators, such as nvcr.io/nvidia/tritonserver:25.10-py3';
  }
  if (rest.length > 0 || (digest !== undefined && !DIGEST.test(digest)))
    return 'write a digest as @sha256: and 64 of 0-9a-f';
  const tag = name.slice(colon + 1);
  const { value } = serviceLimits.imageTag;
  if (!hasTag || (TAG.test(tag) && tag.length <= value)) return undefined;
  return `write a tag of 1 to ${value} letters, digits and any of _.-, with no . or - first`;
}
