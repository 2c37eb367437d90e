import {
  literal,
  template,
  TerraformAddressError,
  TerraformDocument,
  TerraformReferenceError,
} from '../../lib/gcp/terraform';

const parse = (document: TerraformDocument) => JSON.parse(document.render()) as Record<string, never>;

function withNetwork(name = 'main') {
  const document = new TerraformDocument(name);
  return { document, vpc: document.resource('google_compute_network', 'ml_vpc', { name: 'ml-vpc' }) };
}

function referenceError(document: TerraformDocument): TerraformReferenceError {
  try {
    document.render();
  } catch (error) {
    if (error instanceof TerraformReferenceError) return error;
    throw error;
  }
  throw new Error('rendered without an error');
}

test('renders a reference to an attribute, a variable and a local value', () => {
  const { document, vpc } = withNetwork();
  const region = document.variable('region', {
    type: 'string',
    description: 'Region',
    default: 'us-central1',
  });
  const range = document.local('range', '10.0.0.0/24');
  document.resource('google_compute_subnetwork', 'ml_subnet', {
    name: template`${region.ref()}-subnet`,
    network: vpc.ref('id'),
    ip_cidr_range: range.ref(),
    depends_on: [vpc],
  });

  expect(parse(document)).toMatchObject({
    locals: { range: '10.0.0.0/24' },
    resource: {
      google_compute_subnetwork: {
        ml_subnet: {
          name: '${var.region}-subnet',
          network: '${google_compute_network.ml_vpc.id}',
          ip_cidr_range: '${local.range}',
          depends_on: ['google_compute_network.ml_vpc'],
        },
      },
    },
  });
});

test('reports all bad references at once, each with referrer, argument, missing block and the existing ones', () => {
  const { vpc: foreign } = withNetwork('other');
  const document = new TerraformDocument('main');
  document.variable('zone', { type: 'string', description: 'Zone' });
  document.resource('google_compute_instance', 'gpu', {
    name: 'gpu',
    machine_type: 'n1-standard-4',
    boot_disk: [{}],
    network_interface: [{ network: foreign.ref('name') }],
    metadata: { note: template`in ${foreign.ref('id')}` },
    depends_on: [foreign],
  });

  const { message, references } = referenceError(document);

  expect(references.map(({ referrer, argument }) => [referrer, argument])).toEqual([
    ['google_compute_instance.gpu', 'network_interface[0].network'],
    ['google_compute_instance.gpu', 'metadata.note'],
    ['google_compute_instance.gpu', 'depends_on[0]'],
  ]);
  expect(message).toContain('google_compute_network.ml_vpc was not added to this document');
  expect(message).toContain('The document has: var.zone, google_compute_instance.gpu.');
});

test('a block of another document is missing, even if this one has a block of the same address', () => {
  const { document } = withNetwork();
  const { vpc: foreign } = withNetwork('other');
  document.output('network', { description: 'Network', value: foreign.ref('id') });

  expect(referenceError(document).references).toMatchObject([
    { referrer: 'output.network', argument: 'value' },
  ]);
});

test.each([
  '${google_compute_network.ml_vpc.id}',
  'a ${ var.zone } b',
  '${data.google_compute_image.x.self_link}',
])('refuses a reference that is written as text: %s', (text) => {
  const { document } = withNetwork();
  document.output('typed', { description: 'Typed', value: text });

  expect(referenceError(document).message).toContain('output.typed: value holds a reference as text');
});

test('escapes text that Terraform would read as a template, in values, templates and keys', () => {
  const { document, vpc } = withNetwork();
  document.local('texts', {
    shell: 'echo ${name%%.*} $${x} %{if}',
    script: literal('${var.zone}'),
    mixed: template`${vpc.ref('id')} and \${x}`,
    '${key}': 'costs $5, 100 %',
  });

  expect(parse(document)).toMatchObject({
    locals: {
      texts: {
        shell: 'echo $${name%%.*} ${"$"}$${x} %%{if}',
        script: '$${var.zone}',
        mixed: '${google_compute_network.ml_vpc.id} and $${x}',
        '$${key}': 'costs $5, 100 %',
      },
    },
  });
});

test('refuses an address that is taken, and a name that Terraform does not allow', () => {
  const { document } = withNetwork();

  expect(() => document.resource('google_compute_network', 'ml_vpc', { name: 'other' })).toThrow(
    new TerraformAddressError(
      'main',
      'google_compute_network.ml_vpc',
      'is declared twice; give the second block another name.',
    ),
  );
  expect(() => document.output('1st', { description: 'First', value: 'x' })).toThrow(
    /output\.1st has a name/,
  );
});

test('renders the same text whatever the order in which blocks are added', () => {
  const add = [
    (document: TerraformDocument) => document.resource('google_compute_network', 'b', { name: 'b' }),
    (document: TerraformDocument) => document.resource('google_compute_network', 'a', { name: 'a' }),
    (document: TerraformDocument) => document.variable('zone', { type: 'string', description: 'Zone' }),
  ];
  const render = (steps: typeof add) => {
    const document = new TerraformDocument('main');
    for (const step of steps) step(document);
    return document.render();
  };

  expect(render(add)).toBe(render(add.toReversed()));
  expect(render(add)).toMatch(/^\{\n {2}"\/\/": .*"variable".*"a".*"b".*\}\n$/s);
});

test('a misspelt argument, attribute or type does not compile', () => {
  const { document, vpc } = withNetwork();
  // @ts-expect-error: the argument is auto_create_subnetworks
  document.resource('google_compute_network', 'x', { name: 'x', auto_create_subnetwork: false });
  // @ts-expect-error: a network has no e-mail address
  vpc.ref('email');
  // @ts-expect-error: the type is google_compute_network
  document.resource('google_compute_netwrok', 'y', { name: 'y' });
});
