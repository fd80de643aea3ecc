package dev.pergola.vetting.internal.signature;

import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXCertPathValidatorResult;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Set;

/** Chains of certificates, followed by the JDK's own rules (PKIX), without asking the network for anything. */
final class Paths {
    private Paths() {}

    /**
     * The anchor that a chain leads to.
     *
     * @param chain the signer's certificate first
     * @param time the time at which all of it has to be valid
     * @throws CertPathValidatorException where it leads to none, or is not right
     */
    static X509Certificate follow(List<X509Certificate> chain, Set<TrustAnchor> anchors, Instant time)
            throws CertPathValidatorException {
        List<X509Certificate> path = new ArrayList<>();
        for (X509Certificate certificate : chain) {
            for (TrustAnchor anchor : anchors) {
                X509Certificate trusted = anchor.getTrustedCert();
                // The anchor itself is no part of a path; what comes after it does not matter.
                if (trusted != null && trusted.equals(certificate)) {
                    return path.isEmpty() ? trusted : validate(path, anchors, time);
                }
            }
            path.add(certificate);
        }
        return validate(path, anchors, time);
    }

    private static X509Certificate validate(List<X509Certificate> path, Set<TrustAnchor> anchors, Instant time)
            throws CertPathValidatorException {
        if (anchors.isEmpty()) throw new CertPathValidatorException("there is nobody to vouch for it");
        try {
            CertPath certificates = CertificateFactory.getInstance("X.509").generateCertPath(path);
            PKIXParameters parameters = new PKIXParameters(anchors);
            // Revocation is looked up in the lists that this site was given.
            parameters.setRevocationEnabled(false);
            parameters.setDate(Date.from(time));
            CertPathValidator validator = CertPathValidator.getInstance("PKIX");
            if (!(validator.validate(certificates, parameters) instanceof PKIXCertPathValidatorResult result)) {
                throw new CertPathValidatorException("there is no result");
            }
            return result.getTrustAnchor().getTrustedCert();
        } catch (CertPathValidatorException e) {
            throw e;
        } catch (CertificateException | NoSuchAlgorithmException | InvalidAlgorithmParameterException e) {
            throw new CertPathValidatorException("it cannot be followed", e);
        }
    }

    /** Whether each certificate was signed by the next, which may sign others. */
    static boolean belongTogether(List<X509Certificate> chain) {
        for (int i = 0; i + 1 < chain.size(); i++) {
            X509Certificate issuer = chain.get(i + 1);
            if (issuer.getBasicConstraints() < 0) return false;
            if (!issuer.getSubjectX500Principal().equals(chain.get(i).getIssuerX500Principal())) return false;
            try {
                chain.get(i).verify(issuer.getPublicKey());
            } catch (GeneralSecurityException e) {
                return false;
            }
        }
        return true;
    }
}
