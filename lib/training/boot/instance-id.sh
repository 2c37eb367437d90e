# shellcheck shell=bash
# Sets instance_id. Tries for five minutes, because the network may not be up early in a boot.
# shellcheck source=files/metadata.sh
. /opt/ml/metadata.sh
retry 60 5 metadata instance-id || fail 'no instance id from the metadata service'
instance_id=$metadata_answer
