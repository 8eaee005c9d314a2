package net.xcauth.bridge.metrics;

import java.util.ArrayList;
import java.util.List;
import net.xcauth.core.metrics.CloudHealth;

/**
 * The result of the health check.
 *
 * @param healthy true if at least one cloud answers, or none has been queried yet
 * @param lines   the details for people; without secrets
 */
public record Health(boolean healthy, List<String> lines) {
    public Health {
        lines = List.copyOf(lines);
    }

    /**
     * The health without any configured cloud: nobody can log in.
     *
     * @param why    what is missing
     * @param remedy what to do about it
     */
    public static Health withoutCloud(String why, String remedy) {
        return new Health(false, List.of(why, remedy));
    }

    /** The health by the clouds queried so far. One of many that fails does not make the whole program unhealthy. */
    public static Health of(List<CloudHealth> clouds) {
        boolean healthy = clouds.isEmpty() || clouds.stream().anyMatch(CloudHealth::answers);
        List<String> lines = new ArrayList<>();
        lines.add(healthy ? "ok" : "no cloud answers");
        clouds.forEach(cloud -> lines.add(line(cloud)));
        return new Health(healthy, lines);
    }

    private static String line(CloudHealth cloud) {
        return cloud.cloud()
                + (cloud.answers()
                        ? " has answered since " + cloud.since()
                        : " has not answered since "
                                + cloud.since()
                                + cloud.lastFailure()
                                        .map(failure -> ": " + failure.detail() + " ("
                                                + failure.cause().remedy() + ")")
                                        .orElse(""));
    }
}
