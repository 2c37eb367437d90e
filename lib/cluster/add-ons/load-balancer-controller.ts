import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as eks from 'aws-cdk-lib/aws-eks-v2';
import { Construct } from 'constructs';
import { LOAD_BALANCER_CONTROLLER_RELEASE, SWITCHABLE_ADD_ONS } from '../../catalog/add-ons';
import { PLATFORM_SOURCES } from '../../catalog/registries';
import { mirroredChart, mirroredImage } from '../../config/registries';
import { pairedCopies } from '../../config/scheduling/platform-pods';
import { PodRole } from '../../identity/pod-role';
import { associate } from '../pod-identity';
import type { ChartProps } from './chart';
import { allowLoadBalancers } from './load-balancer-rights';

export interface LoadBalancerControllerProps extends ChartProps {
  readonly vpc: ec2.IVpc;
  /** Security group of all nodes, to which the controller adds rules for its load balancers. */
  readonly nodes: ec2.ISecurityGroup;
  /** Tags of everything, by which the budget counts the load balancers as well. */
  readonly tags: Readonly<Record<string, string>>;
}

const SERVICE_ACCOUNT = { namespace: 'kube-system', name: 'aws-load-balancer-controller' };

/** Name of the class of Ingresses and of Gateways that the controller serves. */
const CLASS = 'alb';

/**
 * The AWS Load Balancer Controller: an internal Application Load Balancer for each Ingress or Gateway of the class `alb`, a
 * Network Load Balancer for each Service of the class `service.k8s.aws/nlb`. All of them are outside of the stack.
 *
 * Sources: https://github.com/kubernetes-sigs/aws-load-balancer-controller/tree/v3.5.0/helm/aws-load-balancer-controller,
 * https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/deploy/configurations/
 */
export class LoadBalancerController extends Construct {
  /** Its pods need a node. */
  readonly chart: eks.HelmChart;

  constructor(scope: Construct, id: string, props: LoadBalancerControllerProps) {
    super(scope, id);
    const { cluster, config, registries, tags, vpc } = props;
    const role = new PodRole(
      this,
      'Role',
      'AWS Load Balancer Controller: makes and changes load balancers of its own cluster',
    );
    allowLoadBalancers(role, {
      clusterName: config.name,
      vpcId: vpc.vpcId,
      nodesGroupId: props.nodes.securityGroupId,
    });
    const identity = associate(this, 'Identity', cluster, SERVICE_ACCOUNT, role);

    const { cpuMillicores, memoryMiB } = SWITCHABLE_ADD_ONS.loadBalancerController.pods[0];
    const { chartVersion, imageTag } = LOAD_BALANCER_CONTROLLER_RELEASE;
    this.chart = cluster.addHelmChart('LoadBalancerController', {
      ...mirroredChart(PLATFORM_SOURCES.eksCharts, 'aws-load-balancer-controller', registries),
      release: 'aws-load-balancer-controller',
      version: chartVersion,
      namespace: SERVICE_ACCOUNT.namespace,
      values: {
        clusterName: config.name,
        // The controller would ask the instance metadata, which pods do not reach.
        region: Stack.of(this).region,
        vpcId: vpc.vpcId,
        image: {
          repository: mirroredImage(PLATFORM_SOURCES.loadBalancerControllerImage, registries),
          tag: imageTag,
        },
        serviceAccount: { name: SERVICE_ACCOUNT.name },
        replicaCount: pairedCopies(config),
        // Without one of its pods the API server refuses every new Ingress.
        podDisruptionBudget: { maxUnavailable: 1 },
        resources: { requests: { cpu: `${cpuMillicores}m`, memory: `${memoryMiB}Mi` } },
        // By default every update makes a certificate of its own, and calls fail until the pods have read it.
        keepTLSSecret: true,
        // By default the controller takes over every new Service of type LoadBalancer.
        enableServiceMutatorWebhook: false,
        // Pods have addresses of the VPC. The default needs a port on every node.
        defaultTargetType: 'ip',
        // In the class it cannot be overridden by an Ingress; a public one needs a class of its own.
        ingressClass: CLASS,
        ingressClassParams: {
          spec: { scheme: 'internal', tags: Object.entries(tags).map(([key, value]) => ({ key, value })) },
        },
        // The role has no right for these.
        enableShield: false,
        enableWaf: false,
        enableWafv2: false,
        ...(!config.addOns.loadBalancerController.gatewayApi && {
          // Otherwise it starts with every pod that finds the definitions, whoever installed them.
          controllerConfig: {
            featureGates: { ALBGatewayAPI: false, NLBGatewayAPI: false, GatewayListenerSet: false },
          },
        }),
      },
    });
    // A pod that starts before it has no credentials until it is restarted.
    this.chart.node.addDependency(identity);
    if (config.addOns.loadBalancerController.gatewayApi) this.addGatewayClass(cluster, tags);
  }

  /** The class of Gateways; the chart has the definition of its parameters. */
  private addGatewayClass(cluster: eks.Cluster, tags: Readonly<Record<string, string>>): void {
    const manifest = new eks.KubernetesManifest(this, 'GatewayClass', {
      cluster,
      manifest: gatewayClass(tags),
      // The controller keeps both while a Gateway uses them. Switched off, it would not let them go, and the deploy would wait
      // in vain.
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
      overwrite: true,
    });
    manifest.node.addDependency(this.chart);
  }
}

/** The parameters of a class count more than those of a Gateway, so its load balancers are internal. */
function gatewayClass(tags: Readonly<Record<string, string>>) {
  const parameters = { name: `${CLASS}-internal`, namespace: SERVICE_ACCOUNT.namespace };
  return [
    {
      apiVersion: 'gateway.k8s.aws/v1',
      kind: 'LoadBalancerConfiguration',
      metadata: parameters,
      spec: { scheme: 'internal', mergingMode: 'prefer-gateway-class', tags },
    },
    {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'GatewayClass',
      metadata: { name: CLASS },
      spec: {
        controllerName: 'gateway.k8s.aws/alb',
        parametersRef: { group: 'gateway.k8s.aws', kind: 'LoadBalancerConfiguration', ...parameters },
      },
    },
  ];
}
