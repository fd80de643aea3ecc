package dev.pergola.vetting.internal.scan;

import dev.pergola.vetting.internal.code.MemberRef;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What in the code shows that a rule applies.
 *
 * @param owner internal name of a class, or the beginning of one that ends with {@code /}
 * @param names methods and fields of it, or of a class below it; none for any use of the class
 * @param when what else has to be so
 */
record Sign(String owner, Set<String> names, Predicate<MemberRef> when) {
    /** Use of some members of a class. */
    static Sign of(String owner, String... names) {
        return new Sign(owner, Set.of(names), member -> true);
    }

    /** Any use of a class, or of any class of a package. */
    static Sign any(String owner) {
        return new Sign(owner, Set.of(), member -> true);
    }

    Sign when(Predicate<MemberRef> condition) {
        return new Sign(owner, names, condition);
    }

    boolean covers(String type) {
        return owner.endsWith("/") ? type.startsWith(owner) : type.equals(owner);
    }
}
