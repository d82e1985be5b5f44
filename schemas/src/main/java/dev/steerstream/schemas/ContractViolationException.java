package dev.steerstream.schemas;

import java.util.List;
import java.util.stream.Collectors;

/** Says that bytes are not the message they were read as: which member, its value, and the rule it breaks. */
public final class ContractViolationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<Violation> violations;

    public ContractViolationException(String contract, List<Violation> violations) {
        super(contract + ": " + violations.stream().map(Violation::sentence).collect(Collectors.joining("; ")));
        this.violations = List.copyOf(violations);
    }

    /** At least one. */
    public List<Violation> violations() {
        return violations;
    }

    /**
     * One broken rule.
     *
     * @param pointer JSON pointer of the member, empty for the whole message
     * @param value its JSON text cut to 200 characters, or null where it is missing
     * @param rule the rule in words
     */
    public record Violation(String pointer, String value, String rule) {

        String sentence() {
            return (pointer.isEmpty() ? "the message" : pointer) + (value == null ? "" : " = " + value) + " " + rule;
        }
    }
}
