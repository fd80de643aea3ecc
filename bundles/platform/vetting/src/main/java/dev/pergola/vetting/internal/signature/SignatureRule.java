package dev.pergola.vetting.internal.signature;

import dev.pergola.lifecycle.Evidence;
import dev.pergola.vetting.VettingPolicy.Level;
import dev.pergola.vetting.internal.policy.Finding;
import java.util.List;

/** Everything that can be said of a signature, each with the level that it has where the site says nothing else. */
enum SignatureRule {
    /** Nobody signed it. */
    UNSIGNED(
            "unsigned",
            Level.WARN,
            "Ask the publisher for a signed jar, or keep it to plugins that you built yourself"),
    /** It is not what was signed. */
    TAMPERED("tampered", Level.BLOCK, "Do not use it; get it anew from its publisher and compare the checksum"),
    /** It is not what the checksum beside it says. */
    CHECKSUM(
            "checksum",
            Level.BLOCK,
            "Get the jar and its checksum anew; the jar is incomplete or not the one that was meant"),
    /** Some of it was signed. */
    PARTIAL("partial", Level.BLOCK, "Do not use it; something was added after it was signed, or left out when it was"),
    /** The signature is gone. */
    STRIPPED(
            "stripped",
            Level.BLOCK,
            "Get the signed jar from its publisher; where the publisher stopped signing, uninstall"
                    + " the plugin first, or accept this finding"),
    /** There is something where a signature should be, and it is none. */
    MALFORMED("malformed", Level.BLOCK, "Ask the publisher to sign it anew"),
    /** Anybody could have made it. */
    WEAK(
            "weak",
            Level.BLOCK,
            "Ask the publisher to sign with SHA-256 and a key of 2048 bits (RSA), 256 bits (EC) or Ed25519"),
    /** The certificates do not belong together. */
    CHAIN("chain", Level.BLOCK, "Ask the publisher to sign it anew with the whole chain of certificates"),
    /** The certificate is for other things. */
    PURPOSE("purpose", Level.BLOCK, "Ask the publisher to sign with a certificate for code signing"),
    /** The certificate had expired. */
    EXPIRED(
            "expired",
            Level.BLOCK,
            "Ask the publisher to sign it anew, with a timestamp so that it does not expire again"),
    /** The certificate is not valid yet. */
    NOT_YET_VALID("not-yet-valid", Level.BLOCK, "Check this machine's clock; else wait, or ask the publisher"),
    /** The key or a certificate was taken back. */
    REVOKED("revoked", Level.BLOCK, "Do not use it; get one that the publisher signed with a valid key"),
    /** Somebody else signed the version before. */
    SIGNER_CHANGED(
            "signer-changed",
            Level.HOLD,
            "Find out whether the publisher has a new key; add it to the trust store under"
                    + " the publisher's name, or let the old key introduce it; then try again"),
    /** A good signature of nobody in particular. */
    UNKNOWN_PUBLISHER(
            "unknown-publisher",
            Level.WARN,
            "Compare the fingerprint with what the publisher says, and add the key to" + " the trust store"),
    /** A good signature of somebody who is known. */
    TRUSTED("trusted", Level.PASS, "Nothing to do");

    private final String id;
    private final Level level;
    private final String remedy;

    SignatureRule(String word, Level level, String remedy) {
        this.id = "signature." + word;
        this.level = level;
        this.remedy = remedy;
    }

    String id() {
        return id;
    }

    Finding found(String message, Evidence... evidence) {
        return found(level, message, List.of(evidence));
    }

    Finding found(String message, List<Evidence> evidence) {
        return found(level, message, evidence);
    }

    /** The same at another level. */
    Finding found(Level otherwise, String message, List<Evidence> evidence) {
        return new Finding(id, otherwise, message, remedy, evidence);
    }
}
