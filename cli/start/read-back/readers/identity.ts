import { ifFound } from '../if-found';
import type { Reader } from '../reader';
import { lastPart } from './answer';

const role: Reader = {
  async read({ physicalId }, { iam }) {
    const RoleName = physicalId;
    const found = (await ifFound(iam.getRole({ RoleName })))?.Role;
    if (!found) return undefined;
    const [inline, attached] = await Promise.all([
      iam.listRolePolicies({ RoleName }),
      iam.listAttachedRolePolicies({ RoleName }),
    ]);
    return {
      properties: {
        ...found,
        ManagedPolicyArns: attached.AttachedPolicies?.map(({ PolicyArn }) => PolicyArn),
        Policies: await Promise.all(
          (inline.PolicyNames ?? []).map((PolicyName) => iam.getRolePolicy({ RoleName, PolicyName })),
        ),
      },
      attributes: { Arn: found.Arn ?? '', RoleId: found.RoleId ?? '' },
    };
  },
  // AWS::IAM::Policy adds its own.
  openLists: ['Policies'],
};

const policy: Reader = {
  async read({ properties: { PolicyName, Roles } }, { iam }) {
    const policies = await Promise.all(
      (Roles as string[]).map((RoleName) =>
        ifFound(iam.getRolePolicy({ RoleName, PolicyName: String(PolicyName) })),
      ),
    );
    const [found, ...others] = policies.flatMap((each) => each ?? []);
    if (!found) return undefined;
    const equal = others.filter(({ PolicyDocument }) => PolicyDocument === found.PolicyDocument);
    return {
      properties: { ...found, Roles: [found, ...equal].map(({ RoleName }) => RoleName) },
    };
  },
};

const instanceProfile: Reader = {
  async read({ physicalId }, { iam }) {
    const InstanceProfileName = lastPart(physicalId);
    const found = (await ifFound(iam.getInstanceProfile({ InstanceProfileName })))?.InstanceProfile;
    if (!found) return undefined;
    return {
      properties: { ...found, Roles: found.Roles?.map(({ RoleName }) => RoleName) },
      attributes: { Arn: found.Arn ?? '' },
    };
  },
};

const oidcProvider: Reader = {
  async read({ physicalId, properties }, { iam }) {
    const found = await ifFound(iam.getOpenIDConnectProvider({ OpenIDConnectProviderArn: physicalId }));
    if (!found) return undefined;
    // IAM keeps the address without its scheme.
    const scheme = /^https?:\/\//.exec(String(properties.Url))?.[0] ?? '';
    const Url = found.Url?.startsWith(scheme) ? found.Url : `${scheme}${found.Url}`;
    return {
      properties: { ...found, ClientIdList: found.ClientIDList, Url },
      attributes: { Arn: physicalId },
    };
  },
};

/** Readers of IAM. */
export const identityReaders: Readonly<Record<string, Reader>> = {
  'AWS::IAM::InstanceProfile': instanceProfile,
  'AWS::IAM::OIDCProvider': oidcProvider,
  'AWS::IAM::Policy': policy,
  'AWS::IAM::Role': role,
};
