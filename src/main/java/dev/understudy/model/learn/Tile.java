package dev.understudy.model.learn;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The queries of `count` tokens from `from` on, of one group of heads, against the keys from
/// `first` on, where their example begins.
record Tile(int group, int first, int from, int count) {
  /// Few, so that little of the future is computed; many, so that products are large.
  static final int TOKENS = 64;

  /// The tiles of a batch, in as many shares of like cost as the team has members.
  record Shares(List<List<Tile>> shares) {
    int count() {
      return shares.size();
    }

    List<Tile> at(int share) {
      return shares.get(share);
    }
  }

  /// Which tile goes where depends on nothing but the batch and the size of the team, so that sums
  /// come out the same.
  static Shares of(Batch batch, int groups, int members) {
    var tiles = new ArrayList<Tile>();
    for (Batch.Span span : batch.spans()) {
      for (int from = 0; from < span.length(); from += TOKENS) {
        int count = Math.min(TOKENS, span.length() - from);
        for (int group = 0; group < groups; group++) {
          tiles.add(new Tile(group, span.from(), span.from() + from, count));
        }
      }
    }
    tiles.sort(Comparator.comparingLong(Tile::cost).reversed());
    var shares = new ArrayList<List<Tile>>();
    long[] costs = new long[members];
    for (int i = 0; i < costs.length; i++) {
      shares.add(new ArrayList<>());
    }
    for (Tile tile : tiles) {
      int least = 0;
      for (int i = 1; i < costs.length; i++) {
        least = costs[i] < costs[least] ? i : least;
      }
      shares.get(least).add(tile);
      costs[least] += tile.cost();
    }
    return new Shares(shares);
  }

  /// How many keys the last token sees.
  int seen() {
    return sees(count - 1);
  }

  /// How many keys a token of the tile sees.
  int sees(int token) {
    return from - first + token + 1;
  }

  private long cost() {
    return (long) seen() * count;
  }
}
