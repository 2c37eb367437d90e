/**
 * The container that loads a model before its server starts: the AWS CLI, whose image has bash and the core utilities of
 * Amazon Linux. Its memory is a reservation, not a limit.
 *
 * Source: https://gallery.ecr.aws/aws-cli/aws-cli, tag read 2026-11-28
 */
export const MODEL_LOADER = { imageTag: '2.37.1', cpuUnits: 128, memoryMiB: 256 } as const;
