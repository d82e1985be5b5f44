#!/usr/bin/env bash
# Creates the topics that are missing on any cluster, with Kafka's own tool; existing ones stay as they are. Can be run again.
# A test holds these definitions against those of the schemas module.
#
#   BOOTSTRAP_SERVERS=broker:9092 REPLICATION=3 MINIMUM_IN_SYNC=2 ./create-topics.sh
#
# BOOTSTRAP_SERVERS  addresses of the brokers
# TOPIC_PREFIX       put before every name, as steerstream.topic-prefix of the services (none)
# REPLICATION        copies of each partition (1)
# MINIMUM_IN_SYNC    copies that must have a record before it counts as written (1)
# COMMAND_CONFIG     a properties file with the client's security settings (none)
# TOPICS_TOOL        Kafka's tool (kafka-topics.sh)
set -euo pipefail
: "${BOOTSTRAP_SERVERS:?addresses of the brokers, such as broker:9092}"

topic() {
    local name=$1 partitions=$2 settings=()
    shift 2
    for setting in "$@" "min.insync.replicas=${MINIMUM_IN_SYNC:-1}"; do settings+=(--config "$setting"); done
    "${TOPICS_TOOL:-kafka-topics.sh}" --bootstrap-server "$BOOTSTRAP_SERVERS" ${COMMAND_CONFIG:+--command-config "$COMMAND_CONFIG"} \
        --create --if-not-exists --topic "${TOPIC_PREFIX:-}$name" \
        --partitions "$partitions" --replication-factor "${REPLICATION:-1}" "${settings[@]}"
}

#     name                      partitions
topic dataset-submissions        4  cleanup.policy=delete retention.ms=604800000 max.message.bytes=1048576
topic dataset-rows               4  cleanup.policy=delete retention.ms=2592000000 max.message.bytes=1048576
topic dataset-events             4  cleanup.policy=delete retention.ms=2592000000 max.message.bytes=1048576
topic adaptation-commands        4  cleanup.policy=delete retention.ms=604800000 max.message.bytes=1048576
topic adaptation-events          4  cleanup.policy=delete retention.ms=2592000000 max.message.bytes=1048576
topic evaluation-commands        4  cleanup.policy=delete retention.ms=604800000 max.message.bytes=1048576
topic evaluation-events          4  cleanup.policy=delete retention.ms=2592000000 max.message.bytes=1048576
topic steering-profiles          1  cleanup.policy=compact max.message.bytes=1048576
topic generation-requests        1  cleanup.policy=delete retention.ms=604800000 max.message.bytes=1048576
topic generation-requests-batch  1  cleanup.policy=delete retention.ms=604800000 max.message.bytes=1048576
topic generation-controls        1  cleanup.policy=delete retention.ms=86400000 max.message.bytes=1048576
topic generation-tokens          4  cleanup.policy=delete retention.ms=3600000 max.message.bytes=1048576
topic generation-results         4  cleanup.policy=delete retention.ms=604800000 max.message.bytes=1048576
topic dead-letters               1  cleanup.policy=delete retention.ms=2592000000 max.message.bytes=1048576
