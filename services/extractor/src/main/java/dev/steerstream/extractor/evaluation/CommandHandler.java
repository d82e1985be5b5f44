package dev.steerstream.extractor.evaluation;

import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.EvaluationCommand;
import dev.steerstream.schemas.MessageHeaders;
import dev.steerstream.work.adaptations.AdaptationCommands.Outcome;
import dev.steerstream.work.consume.RecordHandler;
import dev.steerstream.work.evaluations.EvaluationCommands;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes a command to PostgreSQL; the record is acknowledged right after, the work is a job's. */
public final class CommandHandler implements RecordHandler {
    private static final Logger LOG = LoggerFactory.getLogger(CommandHandler.class);

    private final EvaluationCommands commands;

    public CommandHandler(EvaluationCommands commands) {
        this.commands = commands;
    }

    @Override
    public void handle(ConsumerRecord<byte[], byte[]> message) {
        MessageHeaders.requireType(message.headers(), EvaluationCommand.class);
        EvaluationCommand command = Contracts.read(EvaluationCommand.class, message.value());
        String tenant = MessageHeaders.tenant(message.headers());
        Outcome outcome = commands.apply(tenant, command);
        LOG.info(
                "evaluation {} of tenant {}: {} of task {} {}",
                command.evaluation(),
                tenant,
                command.action(),
                command.task(),
                outcome);
    }
}
