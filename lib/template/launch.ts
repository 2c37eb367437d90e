import type { Market } from './market';
import type { Template } from './template';

/** An EBS volume. */
export interface Volume {
  /** Size in GiB. */
  readonly size: number;
  readonly type: string;
  /**
   * Operations per second.
   *
   * @default - those included in the price of the type
   */
  readonly iops?: number | undefined;
  /**
   * Throughput in MiB/s.
   *
   * @default - that included in the price of the type
   */
  readonly throughput?: number | undefined;
}

/** Properties that an instance and a launch template share. */
export interface LaunchProperties {
  readonly InstanceType?: string;
  readonly BlockDeviceMappings?: readonly {
    readonly DeviceName: string;
    readonly Ebs?: {
      readonly VolumeSize?: number;
      readonly VolumeType?: string;
      readonly Iops?: number;
      readonly Throughput?: number;
    };
  }[];
  readonly NetworkInterfaces?: readonly { readonly AssociatePublicIpAddress?: boolean }[];
}

interface LaunchTemplateData extends LaunchProperties {
  readonly Monitoring?: { readonly Enabled?: boolean };
  readonly InstanceMarketOptions?: {
    readonly MarketType?: Market;
    readonly SpotOptions?: { readonly MaxPrice?: string | number };
  };
}

/** The launch settings of an instance. */
export interface Launch {
  readonly instanceTypes: readonly string[];
  readonly market: Market;
  readonly spotMaxPriceUsd: number | undefined;
  readonly volumes: readonly Volume[];
  readonly publicAddress: boolean;
  readonly detailedMonitoring: boolean;
}

/**
 * Reads the launch settings of an instance.
 *
 * @param launchTemplateId - Reference to the launch template, if there is one in the same template.
 * @param own - Properties that the instance sets itself; they override those of the launch template.
 */
export function launch(template: Template, launchTemplateId: unknown, own: LaunchProperties = {}): Launch {
  const properties = template.referenced(launchTemplateId)?.properties as
    { LaunchTemplateData?: LaunchTemplateData } | undefined;
  const data = properties?.LaunchTemplateData ?? {};
  const type = own.InstanceType ?? data.InstanceType;
  const maxPrice = data.InstanceMarketOptions?.SpotOptions?.MaxPrice;
  return {
    instanceTypes: type === undefined ? [] : [type],
    market: data.InstanceMarketOptions?.MarketType ?? 'on-demand',
    spotMaxPriceUsd: maxPrice === undefined ? undefined : Number(maxPrice),
    volumes: volumes(data, own),
    publicAddress: (own.NetworkInterfaces ?? data.NetworkInterfaces ?? []).some(
      ({ AssociatePublicIpAddress }) => AssociatePublicIpAddress,
    ),
    detailedMonitoring: data.Monitoring?.Enabled ?? false,
  };
}

function volumes(...layers: readonly LaunchProperties[]): Volume[] {
  const byDevice = new Map(
    layers
      .flatMap(({ BlockDeviceMappings = [] }) => BlockDeviceMappings)
      .map(({ DeviceName, Ebs }) => [DeviceName, Ebs]),
  );
  return [...byDevice.values()].flatMap((ebs) =>
    // Without a size, the volume has the size of the image's snapshot, which is not in the template.
    ebs?.VolumeSize === undefined
      ? []
      : [
          {
            size: Number(ebs.VolumeSize),
            type: ebs.VolumeType ?? 'gp2',
            iops: ebs.Iops,
            throughput: ebs.Throughput,
          },
        ],
  );
}
