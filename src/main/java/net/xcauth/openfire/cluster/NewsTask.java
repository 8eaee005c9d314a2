package net.xcauth.openfire.cluster;

import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.util.function.Consumer;
import org.jivesoftware.util.cache.ClusterTask;
import org.jivesoftware.util.cache.ExternalizableUtil;

/** Runs on the nodes that are told. */
public final class NewsTask implements ClusterTask<Void> {
    private static volatile Consumer<News> reader;

    private News news;

    /** For deserialisation. */
    public NewsTask() {
    }

    NewsTask(News news) {
        this.news = news;
    }

    /** @param reads what to do with news on this node; null when the plugin ends */
    public static void readBy(Consumer<News> reads) {
        reader = reads;
    }

    @Override
    public void run() {
        Consumer<News> reads = reader;
        if (reads != null) {
            reads.accept(news);
        }
    }

    @Override
    public Void getResult() {
        return null;
    }

    @Override
    public void writeExternal(ObjectOutput out) throws IOException {
        ExternalizableUtil.getInstance().writeInt(out, news.ordinal());
    }

    @Override
    public void readExternal(ObjectInput in) throws IOException {
        int number = ExternalizableUtil.getInstance().readInt(in);
        if (number < 0 || number >= News.values().length) {
            throw new IOException("news of kind " + number + " are not known: do all nodes have the same version?");
        }
        news = News.values()[number];
    }
}
