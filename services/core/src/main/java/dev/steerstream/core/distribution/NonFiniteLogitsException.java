package dev.steerstream.core.distribution;

/**
 * A logit is NaN or infinite where only finite numbers are legal. It fails the request it belongs to; it never picks a token.
 * It is a defect of the model, the adapter or the strength, not of the prompt.
 */
public final class NonFiniteLogitsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String row;
    private final int position;
    private final int token;
    private final double value;

    /**
     * @param row whose logit it is: {@code base}, {@code warm}, {@code steered}, or {@code adjusted} by bias and penalties
     * @param position index of the answer's token that was to be chosen
     * @param token id of the token with the offending logit
     */
    public NonFiniteLogitsException(String row, int position, int token, double value) {
        super("The " + row + " logit of token " + token + " at answer position " + position + " is " + value
                + "; every logit must be finite. " + advice(row));
        this.row = row;
        this.position = position;
        this.token = token;
        this.value = value;
    }

    private static String advice(String row) {
        if (row.equals("adjusted")) {
            return "Lower the logit bias and the penalties.";
        }
        return "Check the adapter's weights"
                + (row.equals("steered") ? " and lower the steering strength." : " and the base model's file.");
    }

    public String row() {
        return row;
    }

    public int position() {
        return position;
    }

    public int token() {
        return token;
    }

    public double value() {
        return value;
    }
}
