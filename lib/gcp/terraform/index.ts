export { type AttributeBlock, type Block, type ValueBlock } from './block';
export { TerraformDocument } from './document';
export { type BadReference, TerraformAddressError, TerraformReferenceError } from './errors';
export { literal, template, type Text, type Texts } from './expression';
export { type Reference } from './block';
export * from './types';
