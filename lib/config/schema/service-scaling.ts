import { z } from 'zod';

/** How many tasks a model service has. */
export const serviceScalingSchema = z.strictObject({
  min: z.int().min(0).default(1).describe('Fewest tasks.'),
  max: z.int().min(1).default(20).describe('Most tasks.'),
  cpuTargetPercent: z.number().min(1).max(100).default(70).describe('Target of the average CPU use.'),
  scaleInCooldownSeconds: z.int().min(0).max(3600).default(300).describe('Pause after a scale-in.'),
  scaleOutCooldownSeconds: z.int().min(0).max(3600).default(60).describe('Pause after a scale-out.'),
});
