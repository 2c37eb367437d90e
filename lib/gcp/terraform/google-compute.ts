import type { Text, Texts } from './expression';

type Labels = Readonly<Record<string, Text>>;

/** Resource types of Compute Engine: network and machines. An argument left out has the provider's default. */
export interface ComputeResources {
  readonly google_compute_network: {
    readonly arguments: {
      readonly name: Text;
      readonly description?: Text;
      readonly project?: Text;
      readonly auto_create_subnetworks?: boolean;
      readonly routing_mode?: 'REGIONAL' | 'GLOBAL';
      readonly mtu?: number;
    };
    readonly attributes: 'id' | 'name' | 'self_link';
  };
  readonly google_compute_subnetwork: {
    readonly arguments: {
      readonly name: Text;
      readonly network: Text;
      readonly ip_cidr_range: Text;
      readonly description?: Text;
      readonly project?: Text;
      readonly region?: Text;
      readonly private_ip_google_access?: boolean;
      readonly log_config?: readonly {
        readonly aggregation_interval?: string;
        /** Share of the flows that are logged, from 0 to 1. */
        readonly flow_sampling?: number;
        readonly metadata?: 'INCLUDE_ALL_METADATA' | 'EXCLUDE_ALL_METADATA';
      }[];
    };
    readonly attributes: 'id' | 'name' | 'self_link' | 'ip_cidr_range';
  };
  readonly google_compute_firewall: {
    readonly arguments: {
      readonly name: Text;
      readonly network: Text;
      readonly description?: Text;
      readonly project?: Text;
      readonly direction?: 'INGRESS' | 'EGRESS';
      readonly source_ranges?: Texts;
      readonly target_service_accounts?: Texts;
      readonly target_tags?: Texts;
      readonly allow?: readonly { readonly protocol: string; readonly ports?: readonly string[] }[];
    };
    readonly attributes: 'id' | 'name' | 'self_link';
  };
  readonly google_compute_router: {
    readonly arguments: {
      readonly name: Text;
      readonly network: Text;
      readonly description?: Text;
      readonly project?: Text;
      readonly region?: Text;
    };
    readonly attributes: 'id' | 'name' | 'self_link' | 'region';
  };
  readonly google_compute_router_nat: {
    readonly arguments: {
      readonly name: Text;
      readonly router: Text;
      readonly project?: Text;
      readonly region?: Text;
      readonly nat_ip_allocate_option?: 'AUTO_ONLY' | 'MANUAL_ONLY';
      readonly source_subnetwork_ip_ranges_to_nat:
        'ALL_SUBNETWORKS_ALL_IP_RANGES' | 'ALL_SUBNETWORKS_ALL_PRIMARY_IP_RANGES' | 'LIST_OF_SUBNETWORKS';
      readonly subnetwork?: readonly {
        readonly name: Text;
        readonly source_ip_ranges_to_nat: readonly string[];
      }[];
      readonly log_config?: readonly {
        readonly enable: boolean;
        readonly filter: 'ERRORS_ONLY' | 'TRANSLATIONS_ONLY' | 'ALL';
      }[];
    };
    readonly attributes: 'id' | 'name';
  };
  readonly google_compute_disk: {
    readonly arguments: {
      readonly name: Text;
      readonly type?: 'pd-ssd' | 'pd-balanced';
      /** In GB. */
      readonly size?: number;
      readonly zone?: Text;
      readonly project?: Text;
      readonly labels?: Labels;
      readonly description?: Text;
    };
    readonly attributes: 'id' | 'name' | 'self_link' | 'size';
  };
  readonly google_compute_instance: {
    readonly arguments: ComputeInstance;
    readonly attributes:
      | 'id'
      | 'name'
      | 'self_link'
      | 'zone'
      | 'network_interface[0].network_ip'
      | 'network_interface[0].access_config[0].nat_ip';
  };
}

/** Arguments of `google_compute_instance`. One left out has the provider's default. */
export interface ComputeInstance {
  readonly name: Text;
  readonly machine_type: Text;
  readonly zone?: Text;
  readonly project?: Text;
  readonly description?: Text;
  readonly allow_stopping_for_update?: boolean;
  readonly deletion_protection?: boolean;
  readonly boot_disk: readonly {
    readonly auto_delete?: boolean;
    readonly initialize_params?: readonly {
      readonly image?: Text;
      /** In GB. */
      readonly size?: number;
      readonly type?: 'pd-ssd' | 'pd-balanced';
      readonly labels?: Labels;
    }[];
  }[];
  readonly attached_disk?: readonly {
    readonly source: Text;
    /** The guest finds the disk as /dev/disk/by-id/google-<device_name>. */
    readonly device_name?: Text;
    readonly mode?: 'READ_WRITE' | 'READ_ONLY';
  }[];
  readonly guest_accelerator?: readonly { readonly type: Text; readonly count: number }[];
  readonly scheduling?: readonly {
    readonly on_host_maintenance?: 'TERMINATE' | 'MIGRATE';
    readonly automatic_restart?: boolean;
    readonly preemptible?: boolean;
    readonly provisioning_model?: 'SPOT' | 'STANDARD';
    readonly instance_termination_action?: 'STOP' | 'DELETE';
  }[];
  readonly network_interface: readonly {
    readonly network?: Text;
    readonly subnetwork?: Text;
    /** An empty block asks for an ephemeral public address. */
    readonly access_config?: readonly Record<never, never>[];
  }[];
  readonly service_account?: readonly { readonly email: Text; readonly scopes: readonly string[] }[];
  readonly shielded_instance_config?: readonly {
    readonly enable_secure_boot?: boolean;
    readonly enable_vtpm?: boolean;
    readonly enable_integrity_monitoring?: boolean;
  }[];
  readonly metadata?: Readonly<Record<string, Text | undefined>>;
  readonly tags?: readonly string[];
  readonly labels?: Labels;
}

/** Data sources of Compute Engine. */
export interface ComputeData {
  readonly google_compute_image: {
    readonly arguments: { readonly family?: Text; readonly name?: Text; readonly project?: Text };
    readonly attributes: 'id' | 'name' | 'self_link';
  };
}
