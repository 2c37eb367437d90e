/**
 * Minimum minutes between two schedules of a fleet on Google Cloud. A failed call is retried for less than that, so it
 * never overwrites the size that the next schedule has set.
 */
export const minutesBetweenSchedules = 5;
