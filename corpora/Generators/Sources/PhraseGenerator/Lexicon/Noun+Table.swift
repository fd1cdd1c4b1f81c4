extension Noun {
  /// English (`:-` for a mass noun, `:!` for one always plural, or an irregular plural), French
  /// with its gender (an irregular plural after a slash), Japanese (with the word for somebody
  /// else's after a slash), counter.
  static let all: [Noun] = PhraseGenerator.table(
    """
    tea:-          | thé m            | お茶         | 杯
    coffee:-       | café m           | コーヒー     | 杯
    water:-        | eau f            | 水           | 杯
    milk:-         | lait m           | 牛乳         | 杯
    orange juice:- | jus d'orange m   | オレンジジュース | 杯
    beer:-         | bière f          | ビール       | 杯
    wine:-         | vin m            | ワイン       | 杯
    bread:-        | pain m           | パン         | つ
    rice:-         | riz m            | ご飯         | つ
    fish:-         | poisson m        | 魚           | 匹
    meat:-         | viande f         | 肉           | つ
    cheese:-       | fromage m        | チーズ       | つ
    soup:-         | soupe f          | スープ       | つ
    fruit:-        | fruits mp        | 果物         | つ
    chocolate:-    | chocolat m       | チョコレート | つ
    ice cream:-    | glace f          | アイスクリーム | つ
    salad:-        | salade f         | サラダ       | つ
    cake           | gâteau m         | ケーキ       | つ
    vegetable      | légume m         | 野菜         | つ
    egg            | œuf m            | 卵           | つ
    apple          | pomme f          | りんご       | つ
    orange         | orange f         | オレンジ     | つ
    banana         | banane f         | バナナ       | 本
    sandwich       | sandwich m       | サンドイッチ | つ
    book           | livre m          | 本           | 冊
    newspaper      | journal m        | 新聞         | つ
    letter         | lettre f         | 手紙         | 通
    film           | film m           | 映画         | 本
    music:-        | musique f        | 音楽         | つ
    song           | chanson f        | 歌           | つ
    photo          | photo f          | 写真         | 枚
    picture        | dessin m         | 絵           | 枚
    story          | histoire f       | 話           | つ
    question       | question f       | 質問         | つ
    lesson         | leçon f          | 授業         | つ
    homework:-     | devoirs mp       | 宿題         | つ
    work:-         | travail m        | 仕事         | つ
    exam           | examen m         | 試験         | つ
    hat            | chapeau m        | 帽子         | つ
    shirt          | chemise f        | シャツ       | 枚
    coat           | manteau m        | コート       | 着
    dress          | robe f           | ドレス       | 着
    skirt          | jupe f           | スカート     | 枚
    tie            | cravate f        | ネクタイ     | 本
    sweater        | pull m           | セーター     | 枚
    shoe           | chaussure f      | 靴           | 足
    sock           | chaussette f     | 靴下         | 足
    glasses:!      | lunettes fp      | 眼鏡         | つ
    bag            | sac m            | かばん       | つ
    umbrella       | parapluie m      | 傘           | 本
    watch          | montre f         | 時計         | つ
    key            | clé f            | 鍵           | 本
    ticket         | billet m         | 切符         | 枚
    passport       | passeport m      | パスポート   | つ
    pen            | stylo m          | ペン         | 本
    notebook       | cahier m         | ノート       | 冊
    phone          | téléphone m      | 携帯電話     | 台
    computer       | ordinateur m     | パソコン     | 台
    camera         | appareil photo/appareils photo m | カメラ       | 台
    money:-        | argent m         | お金         | つ
    time:-         | temps m          | 時間         | つ
    flower         | fleur f          | 花           | 本
    tree           | arbre m          | 木           | 本
    door           | porte f          | ドア         | つ
    window         | fenêtre f        | 窓           | つ
    light          | lumière f        | 電気         | つ
    television     | télévision f     | テレビ       | 台
    radio          | radio f          | ラジオ       | 台
    table          | table f          | テーブル     | つ
    desk           | bureau m         | 机           | つ
    chair          | chaise f         | 椅子         | つ
    sofa           | canapé m         | ソファー     | つ
    bed            | lit m            | ベッド       | つ
    box            | boîte f          | 箱           | つ
    cup            | tasse f          | カップ       | つ
    bottle         | bouteille f      | 瓶           | 本
    fridge         | frigo m          | 冷蔵庫       | 台
    room           | chambre f        | 部屋         | つ
    kitchen        | cuisine f        | 台所         | つ
    house          | maison f         | 家           | 軒
    garden         | jardin m         | 庭           | つ
    school         | école f          | 学校         | つ
    station        | gare f           | 駅           | つ
    park           | parc m           | 公園         | つ
    library        | bibliothèque f   | 図書館       | つ
    hospital       | hôpital m        | 病院         | つ
    restaurant     | restaurant m     | レストラン   | 軒
    hotel          | hôtel m          | ホテル       | 軒
    shop           | magasin m        | 店           | 軒
    supermarket    | supermarché m    | スーパー     | 軒
    bank           | banque f         | 銀行         | つ
    post office    | poste f          | 郵便局       | つ
    museum         | musée m          | 博物館       | つ
    cinema         | cinéma m         | 映画館       | つ
    airport        | aéroport m       | 空港         | つ
    office         | bureau m         | 会社         | つ
    town           | ville f          | 町           | つ
    village        | village m        | 村           | つ
    bridge         | pont m           | 橋           | つ
    beach          | plage f          | 海岸         | つ
    sea:-          | mer f            | 海           | つ
    river          | rivière f        | 川           | つ
    mountain       | montagne f       | 山           | つ
    car            | voiture f        | 車           | 台
    bus            | bus m            | バス         | 台
    train          | train m          | 電車         | つ
    plane          | avion m          | 飛行機       | つ
    boat           | bateau m         | 船           | つ
    bicycle        | vélo m           | 自転車       | 台
    taxi           | taxi m           | タクシー     | 台
    dog            | chien m          | 犬           | 匹
    cat            | chat m           | 猫           | 匹
    bird           | oiseau m         | 鳥           | 羽
    rabbit         | lapin m          | うさぎ       | 匹
    mouse:mice     | souris f         | ねずみ       | 匹
    horse          | cheval m         | 馬           | 頭
    cow            | vache f          | 牛           | 頭
    elephant       | éléphant m       | 象           | 頭
    animal         | animal m         | 動物         | 匹
    child:children | enfant m         | 子供         | 人
    boy            | garçon m         | 男の子       | 人
    girl           | fille f          | 女の子       | 人
    man:men        | homme m          | 男の人       | 人
    woman:women    | femme f          | 女の人       | 人
    student        | étudiant m       | 学生         | 人
    teacher        | professeur m     | 先生         | 人
    friend         | ami m            | 友達         | 人
    mother         | mère f           | 母/お母さん  | 人
    father         | père m           | 父/お父さん  | 人
    parent         | parent m         | 両親/ご両親  | 人
    big brother    | grand frère m    | 兄/お兄さん  | 人
    little brother | petit frère m    | 弟/弟さん    | 人
    big sister     | grande sœur f    | 姉/お姉さん  | 人
    little sister  | petite sœur f    | 妹/妹さん    | 人
    son            | fils m           | 息子/息子さん | 人
    daughter       | fille f          | 娘/娘さん    | 人
    """, columns: 4
  ).map(Noun.init)
}
