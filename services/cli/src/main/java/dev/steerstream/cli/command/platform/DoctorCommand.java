package dev.steerstream.cli.command.platform;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.cli.ExitCode;
import dev.steerstream.cli.command.option.ModelOption;
import dev.steerstream.cli.command.option.StateOption;
import dev.steerstream.cli.command.output.Output;
import dev.steerstream.cli.doctor.Doctor;
import dev.steerstream.cli.doctor.Finding;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Looks for what can be wrong. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = "Looks at this machine and the local platform for what can be wrong, and says the remedy. Changes"
                + " nothing. Exit code 1 where there is a problem.")
public final class DoctorCommand implements Callable<Integer> {
    @Mixin
    private StateOption state;

    @Mixin
    private ModelOption model;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws Exception {
        List<Finding> findings = new Doctor(state.directory(), model.reference(), model.cache()).examine();
        ObjectNode answer = Output.MAPPER.createObjectNode();
        ArrayNode items = answer.putArray("items");
        for (Finding finding : findings) {
            items.addObject()
                    .put("check", finding.check())
                    .put("verdict", verdict(finding))
                    .put("found", finding.found())
                    .put("remedy", finding.remedy());
        }
        output.print(answer, writer -> print(findings, writer));
        boolean problem = findings.stream().anyMatch(finding -> finding.verdict() == Finding.Verdict.PROBLEM);
        return (problem ? ExitCode.FAILED : ExitCode.OK).code();
    }

    private static String verdict(Finding finding) {
        return finding.verdict().name().toLowerCase(Locale.ROOT);
    }

    private static void print(List<Finding> findings, PrintWriter writer) {
        int[] widths = {8, 28, 80};
        for (Finding finding : findings) {
            writer.println(Output.row(widths, verdict(finding), finding.check(), finding.found()));
            if (finding.remedy() != null) writer.println(Output.row(widths, "", "", "-> " + finding.remedy()));
        }
        long problems = findings.stream()
                .filter(finding -> finding.verdict() == Finding.Verdict.PROBLEM)
                .count();
        writer.println(problems == 0 ? "no problem found" : problems + " to mend");
    }
}
