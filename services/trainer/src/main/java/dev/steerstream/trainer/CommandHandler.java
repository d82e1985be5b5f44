package dev.steerstream.trainer;

import dev.steerstream.schemas.AdaptationCommand;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.MessageHeaders;
import dev.steerstream.work.adaptations.AdaptationCommands;
import dev.steerstream.work.consume.RecordHandler;
import dev.steerstream.work.traces.TracedWork;
import dev.steerstream.work.traces.Tracing;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes a command to PostgreSQL; the record is acknowledged right after, the work is a job's. */
final class CommandHandler implements RecordHandler {
    private static final Logger LOG = LoggerFactory.getLogger(CommandHandler.class);

    private final AdaptationCommands commands;
    private final Tracing tracing;

    CommandHandler(AdaptationCommands commands, Tracing tracing) {
        this.commands = commands;
        this.tracing = tracing;
    }

    @Override
    public void handle(ConsumerRecord<byte[], byte[]> message) {
        MessageHeaders.requireType(message.headers(), AdaptationCommand.class);
        AdaptationCommand command = Contracts.read(AdaptationCommand.class, message.value());
        String tenant = MessageHeaders.tenant(message.headers());
        try (TracedWork span = tracing.consumed("adaptation_command", message.headers())) {
            span.with("steerstream.adaptation", command.adaptation()).with("steerstream.task", command.task());
            AdaptationCommands.Outcome outcome = commands.apply(tenant, command, span.headers());
            LOG.info(
                    "command {} of tenant {}: {} of task {} {}",
                    command.id(),
                    tenant,
                    command.action(),
                    command.task(),
                    outcome);
        }
    }
}
