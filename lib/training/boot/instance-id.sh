# shellcheck shell=bash
# Sets instance_id, for the names of logs and what tells of this machine. Five minutes: early in a boot the network is not
# there yet.
# shellcheck source=files/metadata.sh
. /opt/ml/metadata.sh
retry 60 5 metadata instance-id || fail 'no instance id from the metadata service'
instance_id=$metadata_answer
