export * from './comparison-table';
export * from './eks-versions';
export * from './gcp-machine-types';
export * from './gcp-price-table';
export * from './gcp-prices';
export * from './instance-types';
export * from './machine-images';
export * from './service-prices';
