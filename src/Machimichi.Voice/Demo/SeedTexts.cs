namespace Machimichi.Voice.Demo;

/// <summary>Numbers that only look random: the same for a seed on every machine and every version of .NET.</summary>
internal sealed class Lots(ulong seed)
{
    private ulong state = seed * 0x9E3779B97F4A7C15 + 0x1234567;

    public ulong Draw()
    {
        var z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    public int Below(int limit) => (int)(Draw() % (ulong)limit);

    public double Part() => (Draw() >> 11) / (double)(1UL << 53);

    public T Of<T>(IReadOnlyList<T> list) => list[Below(list.Count)];
}

/// <summary>What people of a made-up big town write. Put together from parts; no person and no place is meant.</summary>
internal static class SeedTexts
{
    private static readonly string[] Where =
    [
        "港の前の道", "小学校の通学路", "坂の途中", "バス停の前", "商店のならび", "神社の石段の下", "保育園の角", "橋のたもと", "海岸の遊歩道", "町営住宅の裏", "消防団の詰所の横", "みかん畑の農道",
        "診療所の駐車場", "公民館の前", "踏切のそば", "漁協の倉庫の前", "郵便局の交差点", "川ぞいの細い道", "トンネルの入口", "渡船場の待合の前", "体育館の裏門", "堤防の階段", "集会所の坂", "墓地へのぼる道", "ごみ置き場の前",
    ];

    private static readonly string[] When = ["夜は", "雨の日は", "朝の通学の時間に", "きのうの風のあと", "先週から", "台風のあと", "この春から", "毎年この時期に", "夕方", "大潮の日に", "休みの日に", "ずっと前から", "工事のあと", "けさ"];

    private static readonly Dictionary<string, string[]> What = new(StringComparer.Ordinal)
    {
        ["pothole"] = ["道に穴があいています", "深い穴があって自転車がはまりそうです", "前に埋めた所がまた穴になっています", "アスファルトがくずれて穴になりました", "穴に水がたまって深さが分かりません"],
        ["crack"] = ["ひび割れが長く続いています", "亀の甲のように割れて、かけらがはねます", "ひびの間から草が出ています", "段差になってつまずきます", "割れた所が沈んできました"],
        ["light"] = ["街灯が消えています", "街灯がついたり消えたりします", "電柱の灯りが暗くて足元が見えません", "街灯のカバーが割れています", "ライトが木の枝にかくれています"],
        ["drain"] = ["側溝に落ち葉がつまっています", "溝のふたが割れています", "水が流れずにおいがします", "排水口から水があふれます", "グレーチングがガタガタ鳴ります"],
        ["rail"] = ["カーブミラーが曲がっています", "ガードレールがさびてぐらぐらします", "白線が消えて見えません", "標識が葉でかくれています", "手すりがはずれています"],
        ["tree"] = ["枝が道の上にたれ下がっています", "倒れた木が道をふさいでいます", "草がのびて歩道が半分になりました", "竹が電線にかかっています", "街路樹が枯れています"],
        ["flood"] = ["潮があふれて靴がぬれます", "水たまりが三日たっても残ります", "道が川のようになります", "砂が流れこんでいます", "護岸のすきまから水が出ます"],
        ["dumping"] = ["テレビと冷蔵庫が捨てられています", "網とロープが山になっています", "ペットボトルが流れついています", "袋のごみをカラスが散らかします", "タイヤが何本も置かれています"],
        ["park"] = ["ブランコのくさりがさびています", "すべり台の板がはがれています", "ベンチの足が折れています", "水道の水が止まりません", "砂場に猫のふんがあります"],
        ["vacant"] = ["空き家の瓦が落ちてきます", "空き家の窓が割れています", "空き家の塀がかたむいています", "空き家に草がしげっています"],
    };

    private static readonly string[] Other = ["困っていることがあります", "看板が落ちかけています", "放送が聞こえません", "においがして窓を開けられません", "案内の矢印が逆を向いています"];

    private static readonly string[] Why =
    [
        "子どもが通るので心配です。", "お年寄りがころびました。", "車がよけてふらつきます。", "早めに見てもらえると助かります。", "写真をとりました。", "近所の人もみな困っています。", "ベビーカーが通れません。",
        "自転車で通って気がつきました。", "前にも言いましたが、まだ直っていません。", "急ぎではありませんが、お願いします。", "バイクのタイヤがはまりそうでした。", "観光の人が迷っていました。", "夜は何も見えません。", "", "",
    ];

    private static readonly (string Thing, string Reason)[] Wishes =
    [
        ("ベンチと日よけ", "待つ人が立ったままです"), ("足元の灯り", "夜に歩くのがこわいです"), ("スケボーのできる広場", "若い人の行く所がありません"), ("屋根のあるバス停", "雨の日の通院がつらいです"), ("図書の箱", "本を読む子を増やしたいです"),
        ("手洗い場", "浜のごみ拾いのあとに使いたいです"), ("小さな電動の車", "荷物をもって坂をのぼれません"), ("防災の地図とＡＥＤ", "観光の人にも役に立ちます"), ("月に一度の朝市", "人と話す日になります"), ("無料のＷｉ－Ｆｉ", "島の子が調べものをします"),
        ("使わなくなった教室の開放", "雨の日に集まる所がありません"), ("ドッグラン", "浜で犬を放す人がいます"), ("釣り人のごみの箱", "港のごみが減ります"), ("やさしい日本語の案内", "外国から来た友だちが読めます"), ("ショッピングの巡回バス", "店がなくなりました"),
        ("花だんの手入れの日", "近所が顔を合わせます"), ("太鼓の練習場", "祭りを続けたいです"), ("サイクリングの道しるべ", "遠くから来る人が増えました"), ("津波の避難の階段の手すり", "訓練で苦労しました"), ("シェアできる畑", "空いた土地がもったいないです"),
    ];

    private static readonly string[] Names = ["しおかぜ", "朝の配達", "みかん畑", "坂の上の猫", "浜歩き", "三人の親", "駅前の珈琲", "釣り好き", "古希", "本の虫", "ふたごの父", "太鼓のうしろ", "ひざ", "通学路の見守り", "島の三代目", "お接待", "リン", "万歩計", "", ""];

    public static string Name(Lots lots) => lots.Of(Names);

    public static string Report(Lots lots, string category) =>
        $"{lots.Of(Where)}で、{lots.Of(When)}{lots.Of(What.GetValueOrDefault(category) ?? Other)}。{lots.Of(Why)}{(lots.Below(3) == 0 ? lots.Of(Why) : "")}".TrimEnd();

    public static (string Title, string Body) Proposal(Lots lots)
    {
        var (wish, place) = (lots.Of(Wishes), lots.Of(Where));
        var title = lots.Below(3) switch { 0 => $"{place}に{wish.Thing}を", 1 => $"{wish.Thing}がほしい（{place}）", _ => $"{place}の{wish.Thing}を考えませんか" };
        var second = lots.Of(Wishes);
        return (title, $"{wish.Reason}。{lots.Of(When)}{lots.Of(Why)}\n{place}なら場所があると思います。できれば{second.Thing}もあわせて考えてほしいです。{second.Reason}。{lots.Of(Why)}");
    }

    public static string Answer(Lots lots, string title) => lots.Below(4) switch
    {
        0 => $"ご提案の「{title}」について、来年度の予算に入れました。秋までに進めます。",
        1 => "場所を見に行き、できる所から始めることにしました。進み具合はこのページでお知らせします。",
        2 => "今年は難しいですが、来年の見直しでもう一度考えます。理由は費用と人手です。",
        _ => "区長さんと学校に話を聞いています。まとまったらお知らせします。",
    };

    public static string Done(Lots lots) => lots.Of(new[] { "直しました。お知らせありがとうございました。", "業者が作業を終えました。", "部品を取りかえました。", "片づけました。しばらく様子を見ます。" });

    public static string NotDone(Lots lots) => lots.Of(new[] { "県が受け持つ道なので、県の事務所に伝えました。", "見に行きましたが、いまは様子を見ます。", "私有地のため、持ち主にお願いしました。" });
}
