import { EKSClient } from '@aws-sdk/client-eks';
import type { CdkCustomResourceEvent } from 'aws-lambda';
import { handler } from '../../lambda/add-on-version';

/** Answers as EKS would: releases with the Kubernetes versions that they fit, in pages of two. */
function eks(releases: Readonly<Record<string, readonly string[]>>): object[] {
  const sent: object[] = [];
  const all = Object.entries(releases).map(([addonVersion, fits]) => ({
    addonVersion,
    compatibilities: fits.map((each) => ({
      clusterVersion: each.replace('*', ''),
      defaultVersion: each.endsWith('*'),
    })),
  }));
  jest.spyOn(EKSClient.prototype, 'send').mockImplementation(((command: {
    input: { nextToken?: string };
  }) => {
    sent.push(command.input);
    const start = Number(command.input.nextToken ?? 0);
    const addonVersions = all.slice(start, start + 2);
    return Promise.resolve({
      addons: [{ addonVersions }],
      ...(start + 2 < all.length && { nextToken: String(start + 2) }),
    });
  }) as never);
  return sent;
}

function event(RequestType: string, more: object = {}): CdkCustomResourceEvent {
  const ResourceProperties = { ServiceToken: '', AddOnName: 'vpc-cni', KubernetesVersion: '1.36', ...more };
  return { RequestType, ResourceProperties } as never;
}

afterEach(() => jest.restoreAllMocks());

const RELEASES = {
  'v1.23.0-eksbuild.1': ['1.36', '1.35'],
  'v1.22.4-eksbuild.13': ['1.36*', '1.35'],
  'v1.22.4-eksbuild.2': ['1.36', '1.35*'],
};

test.each(['Create', 'Update'])('%s answers with the default of EKS, whatever its page', async (type) => {
  const sent = eks({ 'v1.23.1-eksbuild.1': ['1.35'], ...RELEASES });
  const answer = { PhysicalResourceId: 'vpc-cni', Data: { Version: 'v1.22.4-eksbuild.13' } };
  await expect(handler(event(type))).resolves.toEqual(answer);
  expect(sent[0]).toMatchObject({ addonName: 'vpc-cni', kubernetesVersion: '1.36' });
});

test('a default that is too old gives way to the newest release, by number', async () => {
  eks({ 'v1.22.4-eksbuild.9': ['1.36'], ...RELEASES });
  const answer = await handler(event('Create', { OldestRelease: 'v1.22.10' }));
  expect(answer.Data).toEqual({ Version: 'v1.23.0-eksbuild.1' });
});

test.each([
  ['no release', { 'v1.22.4-eksbuild.2': ['1.35*'] }, 'EKS has no release of vpc-cni for Kubernetes 1.36'],
  [
    'older releases only',
    RELEASES,
    'from v2.0.0 on; the newest is v1.23.0-eksbuild.1. Switch the add-on off',
  ],
])('with %s it fails, and says what to do', async (_, releases, message) => {
  eks(releases);
  await expect(handler(event('Create', { OldestRelease: 'v2.0.0' }))).rejects.toThrow(message);
});

test('Delete asks nothing', async () => {
  const sent = eks(RELEASES);
  await expect(handler(event('Delete'))).resolves.toEqual({ PhysicalResourceId: 'vpc-cni' });
  expect(sent).toEqual([]);
});
