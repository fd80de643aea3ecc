package dev.pergola.vetting.internal.signature;

import dev.pergola.store.TrustRecords.Revocation;
import dev.pergola.vetting.VettingException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CRL;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads lists of what is revoked. */
final class RevocationLists {
    private static final int LARGEST = 64 << 20;
    private static final int MOST = 1_000_000;
    private static final Pattern LINE = Pattern.compile("([0-9a-f]{64})(?:\\s+(.{1,1000}))?");

    private final KnownKeys keys;

    RevocationLists(KnownKeys keys) {
        this.keys = keys;
    }

    List<Revocation> read(byte[] list, String actor, Instant now) {
        if (list.length > LARGEST) throw invalid("it has more than " + LARGEST + " bytes");
        Optional<List<Revocation>> fingerprints = fingerprints(list, actor, now);
        return fingerprints.isPresent() ? fingerprints.get() : crl(list, actor, now);
    }

    /** Lines of fingerprints; empty where it is something else. */
    private static Optional<List<Revocation>> fingerprints(byte[] list, String actor, Instant now) {
        String text = new String(list, StandardCharsets.ISO_8859_1);
        String first = text.lines().filter(line -> isContent(line)).findFirst().orElse("");
        if (!LINE.matcher(first.strip()).matches()) return Optional.empty();
        String utf8 = new String(list, StandardCharsets.UTF_8);
        List<Revocation> all = new ArrayList<>();
        int number = 0;
        for (String line : utf8.lines().toList()) {
            number++;
            if (!isContent(line)) continue;
            Matcher parts = LINE.matcher(line.strip());
            if (!parts.matches()) throw invalid("its line " + number + " does not begin with a fingerprint");
            String reason = Optional.ofNullable(parts.group(2)).orElse("on a list of revoked keys");
            all.add(new Revocation(parts.group(1), "a key", Names.clean(reason), actor, now));
        }
        return Optional.of(all);
    }

    private static boolean isContent(String line) {
        return !line.isBlank() && !line.strip().startsWith("#");
    }

    private List<Revocation> crl(byte[] list, String actor, Instant now) {
        List<Revocation> all = new ArrayList<>();
        for (X509CRL crl : parse(list)) {
            if (!isSignedByKnown(crl)) {
                throw new VettingException(
                        "unknown-crl-issuer",
                        "The list of "
                                + Names.clean(crl.getIssuerX500Principal().getName())
                                + " is not signed by an authority that this site knows",
                        "Add the certificate of the authority to the trust store first");
            }
            Set<? extends X509CRLEntry> entries = crl.getRevokedCertificates();
            if (entries == null) continue;
            if (all.size() + entries.size() > MOST) throw invalid("it has more than " + MOST + " entries");
            for (X509CRLEntry entry : entries) all.add(revocation(crl, entry, actor, now));
        }
        return all;
    }

    private static List<X509CRL> parse(byte[] list) {
        try {
            Collection<? extends CRL> crls =
                    CertificateFactory.getInstance("X.509").generateCRLs(new ByteArrayInputStream(list));
            List<X509CRL> all = new ArrayList<>();
            for (CRL crl : crls) {
                if (crl instanceof X509CRL x509) all.add(x509);
            }
            if (all.isEmpty()) throw invalid("it is neither an X.509 CRL nor lines of fingerprints");
            return all;
        } catch (CertificateException | CRLException e) {
            throw invalid("it is neither an X.509 CRL nor lines of fingerprints");
        }
    }

    private boolean isSignedByKnown(X509CRL crl) {
        for (KnownKey key : keys.all()) {
            if (keys.revocation(key.fingerprint()).isPresent()) continue;
            Optional<X509Certificate> issuer =
                    key.certificate().filter(c -> c.getSubjectX500Principal().equals(crl.getIssuerX500Principal()));
            if (issuer.isEmpty()) continue;
            try {
                crl.verify(key.key());
                return true;
            } catch (GeneralSecurityException e) {
                // Another of the same name may be the one.
                continue;
            }
        }
        return false;
    }

    private static Revocation revocation(X509CRL crl, X509CRLEntry entry, String actor, Instant now) {
        String reason =
                Optional.ofNullable(entry.getRevocationReason()).map(Enum::name).orElse("no reason given");
        return new Revocation(
                Fingerprints.of(crl.getIssuerX500Principal(), entry.getSerialNumber()),
                "certificate " + entry.getSerialNumber().toString(16) + " of "
                        + Names.clean(crl.getIssuerX500Principal().getName()),
                reason + ", as of " + entry.getRevocationDate().toInstant(),
                actor,
                now);
    }

    private static VettingException invalid(String why) {
        return new VettingException(
                "invalid-revocations",
                "The list of revocations cannot be taken: " + why,
                "Give a CRL, or fingerprints");
    }
}
