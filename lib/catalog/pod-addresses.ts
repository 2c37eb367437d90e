/**
 * Addresses that the VPC CNI reserves on every node for pods. By default it reserves whole network interfaces (up to 58
 * addresses on an 8-vCPU node), so 40 nodes would exhaust two /24 subnets.
 *
 * Source: https://github.com/aws/amazon-vpc-cni-k8s/blob/master/docs/eni-and-ip-target.md
 */
export const MINIMUM_POD_ADDRESSES = 8;

/** Free addresses that the VPC CNI keeps in addition to those in use. */
export const WARM_POD_ADDRESSES = 2;
