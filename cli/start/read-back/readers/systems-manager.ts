import { ifFound } from '../if-found';
import type { Reader } from '../reader';

const parameter: Reader = {
  async read({ physicalId }, { ssm }) {
    const found = (await ifFound(ssm.getParameter({ Name: physicalId })))?.Parameter;
    if (!found) return undefined;
    const { Type = '', Value = '' } = found;
    return { properties: { ...found }, attributes: { Type, Value } };
  },
};

const document: Reader = {
  async read({ physicalId }, { ssm }) {
    const [content, described] = await Promise.all([
      ifFoundDocument(ssm.getDocument({ Name: physicalId })),
      ifFoundDocument(ssm.describeDocument({ Name: physicalId })),
    ]);
    if (!content) return undefined;
    const { TagList } = await ssm.listTagsForResource({ ResourceType: 'Document', ResourceId: physicalId });
    return { properties: { ...described?.Document, ...content, Tags: TagList } };
  },
  notModelled: { UpdateMethod: 'CloudFormation keeps it for a change of the document' },
};

/** Systems Manager has a special error for a document that does not exist. */
async function ifFoundDocument<T>(request: Promise<T>): Promise<T | undefined> {
  try {
    return await ifFound(request);
  } catch (error) {
    if (error instanceof Error && error.name === 'InvalidDocument') return undefined;
    throw error;
  }
}

/** Readers of parameters and documents. */
export const systemsManagerReaders: Readonly<Record<string, Reader>> = {
  'AWS::SSM::Document': document,
  'AWS::SSM::Parameter': parameter,
};
