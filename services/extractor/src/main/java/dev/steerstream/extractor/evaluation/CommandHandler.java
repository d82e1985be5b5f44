package dev.steerstream.extractor.evaluation;

import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.EvaluationCommand;
import dev.steerstream.schemas.MessageHeaders;
import dev.steerstream.work.adaptations.AdaptationCommands.Outcome;
import dev.steerstream.work.consume.RecordHandler;
import dev.steerstream.work.evaluations.EvaluationCommands;
import dev.steerstream.work.traces.TracedWork;
import dev.steerstream.work.traces.Tracing;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes a command to PostgreSQL; the record is acknowledged right after, the work is a job's. */
public final class CommandHandler implements RecordHandler {
    private static final Logger LOG = LoggerFactory.getLogger(CommandHandler.class);

    private final EvaluationCommands commands;
    private final Tracing tracing;

    public CommandHandler(EvaluationCommands commands, Tracing tracing) {
        this.commands = commands;
        this.tracing = tracing;
    }

    @Override
    public void handle(ConsumerRecord<byte[], byte[]> message) {
        MessageHeaders.requireType(message.headers(), EvaluationCommand.class);
        EvaluationCommand command = Contracts.read(EvaluationCommand.class, message.value());
        String tenant = MessageHeaders.tenant(message.headers());
        try (TracedWork span = tracing.consumed("evaluation_command", message.headers())) {
            span.with("steerstream.evaluation", command.evaluation()).with("steerstream.task", command.task());
            Outcome outcome = commands.apply(tenant, command, span.headers());
            LOG.info(
                    "evaluation {} of tenant {}: {} of task {} {}",
                    command.evaluation(),
                    tenant,
                    command.action(),
                    command.task(),
                    outcome);
        }
    }
}
