package dev.pergola.worker.link;

/** A message is larger than the other end would take. The link is as it was: something smaller can be said instead. */
public final class MessageTooLargeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With both sizes, in bytes. */
    public MessageTooLargeException(long size, long most) {
        this(size + " bytes, where the most is " + most);
    }

    private MessageTooLargeException(String how) {
        super(how);
    }

    /** One that has more values in it than there may be. */
    static MessageTooLargeException ofValues(int most) {
        return new MessageTooLargeException("more than " + most + " values");
    }
}
