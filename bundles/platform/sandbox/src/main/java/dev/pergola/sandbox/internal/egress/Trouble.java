package dev.pergola.sandbox.internal.egress;

/** Why a connection that may be made is not. */
enum Trouble {
    UNKNOWN_HOST(502, 4, "there is no host of that name"),
    NO_ANSWER(502, 5, "nobody answers there"),
    TOO_SLOW(504, 4, "nobody answers there in time");

    private final int status;
    private final int reply;
    private final String words;

    Trouble(int status, int reply, String words) {
        this.status = status;
        this.reply = reply;
        this.words = words;
    }

    /** The status of an answer in HTTP. */
    int status() {
        return status;
    }

    /** The code of an answer in SOCKS. */
    int reply() {
        return reply;
    }

    String words() {
        return words;
    }
}
