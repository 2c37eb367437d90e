export { type AttributeBlock, type Block, type ValueBlock } from './block';
export { TerraformDocument } from './document';
export { type BadReference, TerraformAddressError, TerraformReferenceError } from './errors';
export { literal, type Reference, template, type Text, type Texts } from './expression';
export * from './types';
