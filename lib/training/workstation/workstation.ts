import { RemovalPolicy, Size, Stack, Tags, Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { VolumeConfig, WorkstationConfig } from '../../config';
import type { DataStores } from '../../identity/data-access';
import { bootScript } from '../boot/boot-script';
import { GpuLaunchTemplate } from '../fleet/gpu-launch-template';
import { addNamedOutput } from '../named-output';
import { SpotRequestCancellation } from './spot-request-cancellation';

export interface WorkstationProps {
  /** Key of the workstation in the configuration. */
  readonly name: string;
  readonly config: WorkstationConfig;
  readonly vpc: ec2.IVpc;
  readonly securityGroup: ec2.ISecurityGroup;
  readonly instanceProfile: iam.IInstanceProfile;
  readonly stores: DataStores;
  /** Whether the data volume outlives the stack. */
  readonly protectData: boolean;
}

/**
 * One GPU instance, and perhaps a data volume that outlives it. The machine attaches the volume itself when it boots, so the
 * volume follows to a replacement, and to the instance that a persistent spot request starts later.
 */
export class Workstation extends Construct {
  readonly instanceId: string;
  /** There is none unless the configuration asks for one. */
  readonly dataVolume?: ec2.Volume;

  constructor(scope: Construct, id: string, props: WorkstationProps) {
    super(scope, id);
    const { config, vpc } = props;
    const zone = config.zone ?? vpc.availabilityZones[0]!;
    const tags = { Name: props.name, ...config.tags };

    if (config.dataVolume) this.dataVolume = this.addDataVolume(zone, config.dataVolume, props);
    const launchTemplate = new GpuLaunchTemplate(this, 'LaunchTemplate', {
      ...props,
      instanceType: config.instanceType,
      rootVolume: config.rootVolume,
      userData: bootScript(this, {
        ...props,
        kind: 'workstation',
        instanceType: config.instanceType,
        dataVolume: this.dataVolume,
      }),
      spotOptions: config.market === 'spot' ? persistentSpot(config.spotMaxPriceUsd) : undefined,
      tags,
    });
    const instance = this.addInstance(launchTemplate, zone, props);
    for (const [key, value] of Object.entries(tags)) Tags.of(instance).add(key, value);
    this.instanceId = instance.ref;
    if (config.market === 'spot')
      new SpotRequestCancellation(this, 'SpotRequest', { instanceId: instance.ref });

    if (config.access === 'elastic-ip') this.addAddress(props.name, config);
    addNamedOutput(this, 'StartSession', props.name, {
      value: `aws ssm start-session --region ${Stack.of(this).region} --target ${instance.ref}`,
      description: `Command to open a shell on workstation ${props.name}`,
    });
  }

  private addDataVolume(availabilityZone: string, config: VolumeConfig, props: WorkstationProps): ec2.Volume {
    const { sizeGiB, iops, throughputMiBps } = config;
    const { name, protectData } = props;
    const volume = new ec2.Volume(this, 'Data', {
      availabilityZone,
      size: Size.gibibytes(sizeGiB),
      volumeType: ec2.EbsDeviceVolumeType.GP3,
      iops,
      throughput: throughputMiBps,
      encrypted: true,
      removalPolicy: protectData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    Tags.of(volume).add('Name', `${name}-data`);
    Validations.of(volume).acknowledge({
      id: 'CloudFormation-Validate::W3010',
      reason:
        'A volume stays in its zone for life, so the zone is a setting and not whatever comes first at deploy.',
    });
    return volume;
  }

  private addInstance(
    launchTemplate: ec2.LaunchTemplate,
    zone: string,
    { config, vpc }: WorkstationProps,
  ): ec2.CfnInstance {
    const subnetType =
      config.access === 'elastic-ip' ? ec2.SubnetType.PUBLIC : ec2.SubnetType.PRIVATE_WITH_EGRESS;
    const { subnets } = vpc.selectSubnets({ subnetType, availabilityZones: [zone] });
    const instance = new ec2.CfnInstance(this, 'Instance', {
      launchTemplate: {
        launchTemplateId: launchTemplate.launchTemplateId,
        version: launchTemplate.latestVersionNumber,
      },
      subnetId: subnets[0]!.subnetId,
      // Also in the launch template; here because an audit reads the instance.
      monitoring: true,
    });
    Validations.of(instance).acknowledge({
      id: 'AwsSolutions-EC29',
      reason:
        'EC2 refuses termination protection on spot instances, and a replaced workstation must be able to end the old ' +
        'machine; the data is on a volume of its own that outlives both.',
    });
    return instance;
  }

  private addAddress(name: string, { addressName }: WorkstationConfig): void {
    const address = new ec2.CfnEIP(this, 'Address', { domain: 'vpc', instanceId: this.instanceId });
    Tags.of(address).add('Name', addressName ?? name);
    addNamedOutput(this, 'GpuInstanceIp', name, {
      value: address.attrPublicIp,
      description: `Public address of workstation ${name}`,
    });
  }
}

/** Asked for again after every interruption; meanwhile the machine is stopped and keeps its disks. */
function persistentSpot(maxPrice: number | undefined): ec2.LaunchTemplateSpotOptions {
  return {
    requestType: ec2.SpotRequestType.PERSISTENT,
    interruptionBehavior: ec2.SpotInstanceInterruption.STOP,
    maxPrice,
  };
}
