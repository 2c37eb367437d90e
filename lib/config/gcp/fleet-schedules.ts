/**
 * Schedules of a fleet on Google Cloud run this many minutes apart at least. A call that fails is made again for less
 * than that, so that it never sets its size after the next schedule has set another one.
 */
export const minutesBetweenSchedules = 5;
