import { Size, Stack, Tags, Validations } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { Construct, type IDependable } from 'constructs';
import type { WorkstationConfig } from '../../config';
import { instanceOwner, OWNER_TAG } from '../../contract/instance-owner';
import { dataRemoval } from '../../retention/data-removal';
import type { DataStores } from '../../storage/data-stores';
import { bootScript } from '../boot/boot-script';
import { GpuLaunchTemplate } from '../fleet/gpu-launch-template';
import { gpuUse } from '../gpu-use';
import { addNamedOutput } from '../named-output';
import type { SpotRequests } from './spot-requests';

export interface WorkstationProps {
  /** Key of the workstation in the configuration. */
  readonly name: string;
  readonly config: WorkstationConfig;
  readonly vpc: ec2.IVpc;
  readonly securityGroup: ec2.ISecurityGroup;
  readonly instanceProfile: iam.IInstanceProfile;
  readonly stores: DataStores;
  /** Ends the persistent request of a Spot instance; needed with `market: spot`. */
  readonly spotRequests?: SpotRequests;
  /**
   * Key that encrypts the volumes.
   * @default the default key of the account for EBS
   */
  readonly volumeKeyArn?: string;
  /** Whether the data volume outlives the stack. */
  readonly protectData: boolean;
}

/**
 * One GPU instance, with an optional data volume that outlives it. The instance attaches the volume itself at boot, so
 * a replacement instance reattaches it, as does the instance that a persistent Spot request starts later.
 */
export class Workstation extends Construct {
  /** Key of the workstation in the configuration. */
  readonly name: string;
  readonly instanceId: string;
  /** Undefined unless `dataVolume` is set. */
  readonly dataVolume?: ec2.Volume;
  private readonly instance: ec2.CfnInstance;

  constructor(scope: Construct, id: string, props: WorkstationProps) {
    super(scope, id);
    const { config, name, vpc } = props;
    this.name = name;
    const zone = config.zone ?? vpc.availabilityZones[0]!;
    const tags = {
      Name: name,
      ...config.tags,
      // Finds the instance, and its Spot request in any case.
      [OWNER_TAG]: instanceOwner(Stack.of(this).stackName, 'Workstation', name),
    };

    if (config.dataVolume) {
      this.dataVolume = this.addDataVolume(zone, config.dataVolume, props.protectData, props.volumeKeyArn);
    }
    const launchTemplate = new GpuLaunchTemplate(this, 'LaunchTemplate', {
      instanceType: config.instanceType,
      instanceProfile: props.instanceProfile,
      securityGroup: props.securityGroup,
      rootVolume: config.rootVolume,
      volumeKeyArn: props.volumeKeyArn,
      userData: bootScript(this, {
        kind: 'workstation',
        name,
        instanceType: config.instanceType,
        stores: props.stores,
        dataVolume: this.dataVolume,
      }),
      spotOptions: config.market === 'spot' ? persistentSpot(config.spotMaxPriceUsd) : undefined,
      tags,
    });
    const instance = (this.instance = this.addInstance(launchTemplate, zone, config, vpc));
    for (const [key, value] of Object.entries(tags)) Tags.of(instance).add(key, value);
    this.instanceId = instance.ref;
    if (config.market === 'spot') props.spotRequests?.guard(name, instance);
    if (config.access === 'elastic-ip') this.addAddress(config.addressName ?? name);
    addNamedOutput(this, 'StartSession', name, {
      value: `aws ssm start-session --region ${Stack.of(this).region} --target ${instance.ref}`,
      description: `Command to open a shell on workstation ${name}`,
    });
  }

  /** Launches the instance after other resources of the stack. */
  launchAfter(others: readonly IDependable[]): void {
    this.instance.node.addDependency(...others);
  }

  /** GPU utilization in percent. */
  metricGpuUse(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return gpuUse(this, 'Workstation', this.name, options);
  }

  private addDataVolume(
    availabilityZone: string,
    { sizeGiB, iops, throughputMiBps, snapshotId }: NonNullable<WorkstationConfig['dataVolume']>,
    protectData: boolean,
    volumeKeyArn: string | undefined,
  ): ec2.Volume {
    const volume = new ec2.Volume(this, 'Data', {
      availabilityZone,
      size: Size.gibibytes(sizeGiB),
      volumeType: ec2.EbsDeviceVolumeType.GP3,
      iops,
      throughput: throughputMiBps,
      snapshotId,
      encrypted: true,
      removalPolicy: dataRemoval(protectData),
    });
    // The construct takes a key, and would write this stack into the policy of one of this app.
    (volume.node.defaultChild as ec2.CfnVolume).kmsKeyId = volumeKeyArn;
    Tags.of(volume).add('Name', `${this.name}-data`);
    Validations.of(volume).acknowledge({
      id: 'CloudFormation-Validate::W3010',
      reason: 'A volume cannot leave its zone, so the zone is a setting instead of the first zone at deploy.',
    });
    return volume;
  }

  private addInstance(
    launchTemplate: ec2.LaunchTemplate,
    zone: string,
    config: WorkstationConfig,
    vpc: ec2.IVpc,
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
      // Also in the launch template; repeated because cdk-nag reads the instance.
      monitoring: true,
    });
    Validations.of(instance).acknowledge({
      id: 'AwsSolutions-EC29',
      reason:
        'EC2 refuses termination protection on Spot instances, and the replacement of a workstation must be able to ' +
        'terminate the old instance; the data is on a separate volume that outlives both.',
    });
    return instance;
  }

  private addAddress(tagName: string): void {
    const address = new ec2.CfnEIP(this, 'Address', { domain: 'vpc', instanceId: this.instanceId });
    Tags.of(address).add('Name', tagName);
    addNamedOutput(this, 'GpuInstanceIp', this.name, {
      value: address.attrPublicIp,
      description: `Public address of workstation ${this.name}`,
    });
  }
}

/** A persistent request: after an interruption, EC2 starts the stopped instance again, with its volumes. */
function persistentSpot(maxPrice: number | undefined): ec2.LaunchTemplateSpotOptions {
  return {
    requestType: ec2.SpotRequestType.PERSISTENT,
    interruptionBehavior: ec2.SpotInstanceInterruption.STOP,
    maxPrice,
  };
}
