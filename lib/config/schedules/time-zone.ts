/**
 * Old names of the IANA database, which are links, and the names that replaced them. The list of JavaScript has the old
 * ones. Source: the file `backward` of https://www.iana.org/time-zones, release 2025b.
 */
const RENAMED: Readonly<Record<string, string>> = {
  'Africa/Asmera': 'Africa/Asmara',
  'America/Buenos_Aires': 'America/Argentina/Buenos_Aires',
  'America/Catamarca': 'America/Argentina/Catamarca',
  'America/Coral_Harbour': 'America/Atikokan',
  'America/Cordoba': 'America/Argentina/Cordoba',
  'America/Godthab': 'America/Nuuk',
  'America/Indianapolis': 'America/Indiana/Indianapolis',
  'America/Jujuy': 'America/Argentina/Jujuy',
  'America/Louisville': 'America/Kentucky/Louisville',
  'America/Mendoza': 'America/Argentina/Mendoza',
  'Asia/Calcutta': 'Asia/Kolkata',
  'Asia/Katmandu': 'Asia/Kathmandu',
  'Asia/Rangoon': 'Asia/Yangon',
  'Asia/Saigon': 'Asia/Ho_Chi_Minh',
  'Atlantic/Faeroe': 'Atlantic/Faroe',
  'Europe/Kiev': 'Europe/Kyiv',
  'Pacific/Enderbury': 'Pacific/Kanton',
  'Pacific/Ponape': 'Pacific/Pohnpei',
  'Pacific/Truk': 'Pacific/Chuuk',
};

/** Zones without a place. Etc/GMT+8 is eight hours behind UTC. */
const OFFSETS = [
  ...Array.from({ length: 12 }, (_, hours) => `Etc/GMT+${hours + 1}`),
  ...Array.from({ length: 14 }, (_, hours) => `Etc/GMT-${hours + 1}`),
];

/**
 * Names of time zones that Auto Scaling and Cloud Scheduler take: the canonical ones of the IANA database, with UTC. An
 * abbreviation is none of them: BST is Dhaka's to JavaScript, and London's to most readers.
 *
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_PutScheduledUpdateGroupAction.html, read 2026-11-28
 */
export const timeZones: ReadonlySet<string> = new Set([
  'Etc/UTC',
  'UTC',
  'Etc/GMT',
  ...OFFSETS,
  ...Intl.supportedValuesOf('timeZone')
    .filter((name) => name.includes('/'))
    .map((name) => RENAMED[name] ?? name),
]);

/** The name that the IANA database has for an old one; undefined for any other text. */
export function renamedTimeZone(name: string): string | undefined {
  return Object.hasOwn(RENAMED, name) ? RENAMED[name] : undefined;
}
