package dev.pergola.plugins.textnodes;

import dev.pergola.api.ExecutionContext;
import dev.pergola.api.InvalidInputException;
import java.util.concurrent.CancellationException;

/**
 * A text that a regular expression may look at only so often. Patterns such as {@code (.*a){20}b} take exponential time on
 * some texts, and a matcher never asks whether its thread was interrupted; but it reads every character through here.
 */
final class BoundedText implements CharSequence {
    private static final int LOOKS_BETWEEN_QUESTIONS = 1 << 14;
    private final CharSequence text;
    private final Budget budget;

    BoundedText(CharSequence text, long looks, ExecutionContext context) {
        this(text, new Budget(looks, context));
    }

    private BoundedText(CharSequence text, Budget budget) {
        this.text = text;
        this.budget = budget;
    }

    @Override
    public char charAt(int index) {
        budget.spend();
        return text.charAt(index);
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return new BoundedText(text.subSequence(start, end), budget);
    }

    @Override
    public String toString() {
        return text.toString();
    }

    private static final class Budget {
        private final long looks;
        private final ExecutionContext context;
        private long spent;

        private Budget(long looks, ExecutionContext context) {
            this.looks = looks;
            this.context = context;
        }

        private void spend() {
            spent++;
            if (spent > looks) {
                throw new InvalidInputException("The pattern takes too long on this text: it looked at " + looks
                        + " characters without an end. Avoid repetition within repetition, such as (.*a){20}");
            }
            if (spent % LOOKS_BETWEEN_QUESTIONS == 0 && context.cancelled()) {
                throw new CancellationException("Cancelled while matching");
            }
        }
    }
}
