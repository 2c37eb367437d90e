import type { Instance, ResponseLaunchTemplateData, SpotInstanceRequest, Volume } from '@aws-sdk/client-ec2';
import { ifFound } from '../if-found';
import type { Properties, Reader } from '../reader';
import { lastPart } from './answer';

const instance: Reader = {
  async read({ physicalId }, { ec2 }) {
    const answer = await ifFound(ec2.describeInstances({ InstanceIds: [physicalId] }));
    const found = answer?.Reservations?.[0]?.Instances?.[0];
    if (!found || found.State?.Name === 'terminated') return undefined;
    const volumeIds = (found.BlockDeviceMappings ?? []).flatMap(({ Ebs }) => Ebs?.VolumeId ?? []);
    const { SpotInstanceRequestId } = found;
    const [userData, volumes, spot] = await Promise.all([
      ec2.describeInstanceAttribute({ InstanceId: physicalId, Attribute: 'userData' }),
      // Without ids the request would return all volumes of the account.
      volumeIds.length > 0 ? ec2.describeVolumes({ VolumeIds: volumeIds }) : undefined,
      SpotInstanceRequestId
        ? ifFound(ec2.describeSpotInstanceRequests({ SpotInstanceRequestIds: [SpotInstanceRequestId] }))
        : undefined,
    ]);
    return {
      properties: {
        ...found,
        AvailabilityZone: found.Placement?.AvailabilityZone,
        BlockDeviceMappings: blockDevices(found, volumes?.Volumes),
        IamInstanceProfile: lastPart(found.IamInstanceProfile?.Arn),
        InstanceMarketOptions: marketOptions(spot?.SpotInstanceRequests?.[0]),
        LaunchTemplate: launchedFrom(found),
        Monitoring: found.Monitoring?.State === 'enabled',
        SecurityGroupIds: found.SecurityGroups?.map(({ GroupId }) => GroupId),
        UserData: userData.UserData?.Value,
      },
      attributes: {
        InstanceId: physicalId,
        AvailabilityZone: found.Placement?.AvailabilityZone ?? '',
        PrivateIp: found.PrivateIpAddress ?? '',
        PublicIp: found.PublicIpAddress ?? '',
      },
    };
  },
  // The settings of the launch template are not properties of the instance.
  async impliedProperties({ properties: { LaunchTemplate } }, { ec2 }) {
    if (!LaunchTemplate) return {};
    const { LaunchTemplateId, Version } = LaunchTemplate as Record<string, string>;
    const answer = await ec2.describeLaunchTemplateVersions({
      LaunchTemplateId,
      Versions: [String(Version)],
    });
    return launchProperties(answer.LaunchTemplateVersions?.[0]?.LaunchTemplateData);
  },
  // An instance attaches its data volume itself.
  openLists: ['BlockDeviceMappings'],
};

function blockDevices({ BlockDeviceMappings = [] }: Instance, volumes: readonly Volume[] = []): Properties[] {
  return BlockDeviceMappings.map(({ DeviceName, Ebs }) => {
    const { Size: VolumeSize, ...volume } = volumes.find(({ VolumeId }) => VolumeId === Ebs?.VolumeId) ?? {};
    return { DeviceName, Ebs: { ...volume, ...Ebs, VolumeSize } };
  });
}

function marketOptions(request: SpotInstanceRequest | undefined): Properties | undefined {
  if (!request) return undefined;
  const { SpotPrice: MaxPrice, Type: SpotInstanceType, InstanceInterruptionBehavior } = request;
  return { MarketType: 'spot', SpotOptions: { MaxPrice, SpotInstanceType, InstanceInterruptionBehavior } };
}

/** Translates the data of a launch template to properties of an instance. */
function launchProperties(data: ResponseLaunchTemplateData = {}): Properties {
  const { TagSpecifications, ImageId, IamInstanceProfile, MetadataOptions, ...others } = data;
  const properties: Properties = {
    ...others,
    // The parameter may have another value now than at launch.
    ImageId: ImageId?.startsWith('resolve:') ? undefined : ImageId,
    IamInstanceProfile: IamInstanceProfile?.Name ?? lastPart(IamInstanceProfile?.Arn),
    // The state is pending until the options are applied.
    MetadataOptions: MetadataOptions && { ...MetadataOptions, State: 'applied' },
    Monitoring: data.Monitoring?.Enabled,
    Tags: TagSpecifications?.find(({ ResourceType }) => ResourceType === 'instance')?.Tags,
  };
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined));
}

/** AWS tags an instance with its launch template. */
function launchedFrom({ Tags = [] }: Instance): Properties {
  const tag = (name: string) => Tags.find(({ Key }) => Key === `aws:ec2launchtemplate:${name}`)?.Value;
  return { LaunchTemplateId: tag('id'), Version: tag('version') };
}

const launchTemplate: Reader = {
  async read({ physicalId }, { ec2 }) {
    const [templates, versions] = await Promise.all([
      ifFound(ec2.describeLaunchTemplates({ LaunchTemplateIds: [physicalId] })),
      ifFound(ec2.describeLaunchTemplateVersions({ LaunchTemplateId: physicalId, Versions: ['$Latest'] })),
    ]);
    const found = templates?.LaunchTemplates?.[0];
    if (!found) return undefined;
    return {
      properties: {
        ...found,
        LaunchTemplateData: versions?.LaunchTemplateVersions?.[0]?.LaunchTemplateData,
        TagSpecifications: [{ ResourceType: 'launch-template', Tags: found.Tags }],
      },
      attributes: {
        LaunchTemplateId: physicalId,
        LatestVersionNumber: String(found.LatestVersionNumber),
        DefaultVersionNumber: String(found.DefaultVersionNumber),
      },
    };
  },
  openLists: ['TagSpecifications.Tags'],
};

const volume: Reader = {
  async read({ physicalId }, { ec2 }) {
    const found = (await ifFound(ec2.describeVolumes({ VolumeIds: [physicalId] })))?.Volumes?.[0];
    return found && { properties: { ...found }, attributes: { VolumeId: physicalId } };
  },
};

const placementGroup: Reader = {
  async read({ physicalId }, { ec2 }) {
    const answer = await ifFound(ec2.describePlacementGroups({ GroupNames: [physicalId] }));
    const found = answer?.PlacementGroups?.[0];
    return found && { properties: { ...found }, attributes: { GroupName: physicalId } };
  },
};

/** Readers of instances, launch templates, placement groups and volumes. */
export const computeReaders: Readonly<Record<string, Reader>> = {
  'AWS::EC2::Instance': instance,
  'AWS::EC2::LaunchTemplate': launchTemplate,
  'AWS::EC2::PlacementGroup': placementGroup,
  'AWS::EC2::Volume': volume,
};
