extension Action {
  /// English forms and what always follows; French, `+` before what always follows; Japanese,
  /// before it what always stands there; complements; tags; places.
  ///
  /// Tags: h habit with a frequency, g habit denied or asked about, p in progress, d past, z past
  /// denied, r past asked about, f future and plans, w wish and invitation, m must, l let's, k like
  /// doing, i please do, n please don't, q could you, y may I, x must not, c ability, e experience;
  /// A adults only, C children only, T not the speaker; M mornings, D days, E evenings, W weekly at
  /// most, B not on the spur of the moment, L at any distance in time, P ている in the Japanese
  /// present.
  static let all: [Action] = PhraseGenerator.table(
    """
    drink drank drunk | boire | を 飲む | ~tea,~coffee,~milk,~orange juice | hgpdzrfwlk | home kitchen restaurant
    drink drank drunk | boire | を 飲む | ~water | pdzrfw | home kitchen restaurant
    drink drank drunk | boire | を 飲む | ~beer,~wine | hgpdzrwkAE | restaurant home garden
    eat ate eaten | manger | を 食べる1 | ~bread,~rice,~fish,~meat,~cheese,~vegetable,~egg | hgpdzrfwk | home restaurant kitchen
    eat ate eaten | manger | を 食べる1 | ~fruit,~salad,~chocolate,~ice cream | hgpdzrfwkl | home restaurant
    eat ate eaten | manger | を 食べる1 | +apple,+banana,+orange,+sandwich | pdfwl | garden park kitchen train
    eat ate eaten | manger | を 飲む | ~soup | hgpdzrfwk | home restaurant
    eat ate eaten | manger | 物を 食べる1 | - | nx | library inside-museum bus
    have had had | prendre + le petit déjeuner | 朝ご飯を 食べる1 | breakfast::| gpdzrlM | home kitchen hotel
    have had had | déjeuner | 昼ご飯を 食べる1 | lunch::| gpdzrflwD | home restaurant park office garden
    have had had | dîner | 晩ご飯を 食べる1 | dinner::| gpdzrflwE | home restaurant hotel garden
    read read read | lire | を 読む | +book | pdfwlL | home garden library train park
    read read read | lire | を 読む | ~book | hgk | library home train
    read read read | lire | を 読む | =newspaper | hgpdzryk | home kitchen train office
    read read read | lire | を 読む | this book:ce livre:この本,this letter:cette lettre:この手紙 | drfwmiyq |
    write wrote written | écrire | を 書く | +letter | pdfmwL | home library
    write wrote written | écrire | を 書く | {own} name:votre nom:名前 | i |
    watch watched watched | regarder | を 見る1 | television:la télévision:テレビ | hgpdzrfwnkly | home hotel
    watch watched watched | regarder | を 見る1 | +film | pdfwlL | home
    watch watched watched | regarder | を 見る1 | ~film | hgk | home
    listen listened listened to | écouter | を 聞く | ~music | hgpdzrwlk | home garden bus train
    listen listened listened to | écouter | を 聞く | =radio | hgpdzrk | home kitchen
    listen listened listened to | écouter | を 聞く | this song:cette chanson:この歌 | driw |
    buy bought bought | acheter | を 買う | +hat,+umbrella,+bag,+watch,+shirt,+camera,+computer,+bicycle,+coat | dfwL |
    buy bought bought | acheter | を 買う | ~bread,~milk,~fruit,~vegetable,~egg,~cheese,~fish,~meat | hdzrfmwLW | market
    buy bought bought | acheter | を 買う | ~flower | dzrfwL | station
    buy bought bought | acheter | を 買う | +ticket | dfmwL | station
    buy bought bought | acheter | を 買う | +car,+house | dfwAB |
    open opened opened | ouvrir | を 開ける1 | =door,=window,=box | diqynr |
    close closed closed | fermer | を 閉める1 | =door,=window | diqynzr |
    turn turned turned on | allumer | を つける1 | =light,=television,=radio | diqynr |
    turn turned turned off | éteindre | を 消す | =light,=television,=radio,=computer | diqynr |
    play played played | jouer | を する | football:à le football:サッカー,tennis:à le tennis:テニス,basketball:à le basket:バスケットボール | hgpdzrfwlkL | park
    play played played | jouer | を する | cards:aux cartes:トランプ,chess:aux échecs:チェス | pdzrfwlkcL | home
    play played played | jouer | を 弾く | the piano:de le piano:ピアノ,the guitar:de la guitare:ギター | hgpdkcwnL | home
    play played played | jouer | 遊ぶ | - | pdlwnxCL | park garden beach
    study studied studied | étudier | を 勉強する | French:le français:フランス語,Japanese:le japonais:日本語,English:l'anglais:英語,maths:les maths:数学 | hgpdzrfmkL | home library
    learn learned learned | apprendre | を 習う | French:le français:フランス語,Japanese:le japonais:日本語,English:l'anglais:英語 | pwL |
    speak spoke spoken | parler | を 話す | French:français:フランス語,Japanese:japonais:日本語,English:anglais:英語 | gc |
    teach taught taught | enseigner | を 教える1 | French:le français:フランス語,Japanese:le japonais:日本語,English:l'anglais:英語 | gAP |
    work worked worked | travailler | 働く | - | hgpdzrfmALP | hospital bank office restaurant station hotel
    sleep slept slept | dormir | 寝る1 | - | pdwn | sofa train bus
    swim swam swum | nager | 泳ぐ | - | pdzrfwklcnxLW | sea river
    run ran run | courir | 走る | - | pdhk | park beach
    run ran run | courir | 走る | - | nx | library inside-hospital inside-museum
    walk walked walked | se promener | を 散歩する | in the park:dans le parc:公園,by the river:au bord de la rivière:川辺,in the garden:dans le jardin:庭 | hpdfwlL |
    sing sang sung | chanter | 歌う | - | pdk | garden kitchen
    sing sang sung | chanter | を 歌う | +song,this song:cette chanson:この歌 | dfwl |
    dance danced danced | danser | 踊る | - | pdkwlL | garden beach
    cook cooked cooked | faire + la cuisine | 料理を する | - | hgpdzrkcm | home kitchen
    laugh laughed laughed | rire | 笑う | - | pdn |
    cry cried cried | pleurer | 泣く | - | pdn |
    wait waited waited for | attendre | を 待つ | =bus,=train | pdm | station
    wait waited waited for | attendre | を 待つ | =teacher,Tom:Tom:トムさん,Emi:Emi:エミさん | pdmi | station
    get got got up | se lever | 早く 起きる1 | early:tôt: | hgdzrfmM |
    go went gone to bed | se coucher | 早く 寝る1 | early:tôt: | hgdzrfmwiE |
    go went gone to bed | se coucher | 遅く 寝る1 | late:tard: | dnE |
    wash washed washed | faire | を 洗う | the dishes:la vaisselle:皿 | hgpdzrfmiq | kitchen
    wash washed washed | se laver | を 洗う | {own} hands:les mains:手 | dzir |
    wash washed washed | laver | を 洗う | *car | hpdfmAW |
    wash washed washed | laver | を 洗う | =car | iq |
    brush brushed brushed | se brosser | を 磨く | {own} teeth:les dents:歯 | dzirp |
    clean cleaned cleaned | nettoyer | を 掃除する | *room | hpdzrfmiLW |
    clean cleaned cleaned | nettoyer | を 掃除する | =kitchen,=house | hgpdzrfmiqLW |
    do did done | faire | を する | *homework | hgpdzrfmi | home library
    finish finished finished | finir | を 終える1 | *homework | dzrfm |
    finish finished finished | finir | を 終える1 | *work | dzrfmA |
    drive drove driven | conduire | 車を 運転する | - | gpckA |
    ride rode ridden | faire | に 乗る | a bicycle:%de le vélo:自転車 | c |
    ride rode ridden | monter | に 乗る | a horse:à cheval:馬 | ckwe |
    take took taken | prendre | を 撮る | +photo | pdlyfL | park garden beach
    take took taken | prendre | を 撮る | ~photo | nxL | inside-museum
    take took taken | prendre | に 入る | a bath:un bain:お風呂 | pdfw |
    take took taken | prendre | を 浴びる1 | a shower:une douche:シャワー | pdfwm |
    take took taken | prendre | に 乗る | =bus,=train | hgdzrfmwl |
    take took taken | prendre | に 乗る | +taxi | dfwml |
    travel travelled travelled | voyager | 旅行する | by train:en train:電車で,by car:en voiture:車で | hdfkwlBW |
    travel travelled travelled | voyager | を 旅行する | in France:en France:フランス,in Japan:au Japon:日本,in Italy:en Italie:イタリア | dfwpkBW |
    call called called | appeler | に 電話する | *mother,*father | dzrfmiwL |
    call called called | appeler | に 電話する | Tom:Tom:トムさん,Anna:Anna:アンナさん,the hotel:l'hôtel:ホテル,the hospital:l'hôpital:病院 | dzrfmiqL |
    see saw seen | voir | に 会う | **friend,**parent | dzrfwmL |
    see saw seen | voir | に 会う | Emi:Emi:エミさん,Paul:Paul:ポールさん,the teacher:le professeur:先生 | dzrfwmL |
    visit visited visited | visiter | を 見学する | =museum | dzrfwlL |
    visit visited visited | visiter | を 訪れる1 | Kyoto:Kyoto:京都,Paris:Paris:パリ,London:Londres:ロンドン,Rome:Rome:ローマ | dzrfweB |
    help helped helped | aider | を 手伝う | *mother,*father | hpdfmL |
    help helped helped | aider | を 手伝う | Ken:Ken:ケンさん,the teacher:le professeur:先生 | dfiqmL |
    lose lost lost | perdre | を なくす | *key,*umbrella,*ticket,*bag,*passport,*watch,*phone,*hat | drL |
    find found found | trouver | を 見つける1 | *key,*umbrella,*ticket,*bag,*passport,*glasses | drL |
    forget forgot forgotten | oublier | を 忘れる1 | *umbrella,*ticket,*book,*passport,*homework,*bag | drnL |
    look looked looked for | chercher | を 探す | *key,*glasses,*phone,*ticket,*cat | pd |
    look looked looked for | chercher | を 探す | =station,=bank,+hotel,=post office | pd |
    draw drew drawn | dessiner | 絵を 描く | - | pdkchw | garden school
    draw drew drawn | dessiner | の絵を 描く | +cat,+tree,+house,+horse,+bird | pd |
    make made made | faire | を 作る | +cake,+salad,~sandwich,~soup | pdfwl | kitchen
    make made made | préparer | 晩ご飯を 作る | dinner:le dîner: | pdfmq | kitchen
    sell sold sold | vendre | を 売る | *car,*house,*bicycle | dzrfwAB |
    rest rested rested | se reposer | 休む | - | pdfwml | home garden
    smoke smoked smoked | fumer | たばこを 吸う | - | gpA | garden
    smoke smoked smoked | fumer | たばこを 吸う | - | nxA | inside-hospital library station restaurant
    go went gone | faire | 買い物に 行く | shopping:les courses: | hgdzrfwmlLW |
    go went gone | aller | に 行く | to school:à l'école:学校 | hgdzrfmL |
    go went gone | aller | に 行く | to the park:à le parc:公園,to the library:à la bibliothèque:図書館,to the cinema:à le cinéma:映画館,to the museum:à le musée:博物館,to the beach:à la plage:海岸 | hgdzrfwlLW |
    go went gone | aller | に 行く | to the hospital:à l'hôpital:病院,to the supermarket:à le supermarché:スーパー | dzrfmL |
    go went gone | aller | に 行く | to the bank:à la banque:銀行,to the post office:à la poste:郵便局,to the office:à le bureau:会社 | dzrfmLA |
    go went been | aller | に 行く | to Paris:à Paris:パリ,to Tokyo:à Tokyo:東京,to Kyoto:à Kyoto:京都,to London:à Londres:ロンドン,to Japan:au Japon:日本,to France:en France:フランス | dzrfweB |
    go went gone | rentrer | 家に 帰る | home::| dzrfwmlL |
    come came come | venir | に 来る | to the party:à la fête:パーティー,to school:à l'école:学校 | dzrfTL |
    stay stayed stayed | rester | 家に いる1 | at home:à la maison: | dzrfwmL |
    """, columns: 6
  ).flatMap(actions)
}
